package httpd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, S-283. */
class EventLoopsTest {

  private final AtomicInteger turns = new AtomicInteger();

  /** Has nothing to do, and fails at it the first time. */
  private final class Failing implements IoHandler {

    @Override
    public int run(IoHandlerContext context) {
      if (turns.getAndIncrement() == 0) {
        throw new OutOfMemoryError("made up");
      }
      return 0;
    }

    @Override
    public void prepareToDestroy() {}

    @Override
    public void destroy() {}

    @Override
    public IoRegistration register(IoHandle handle) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void wakeup() {}

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
      return false;
    }
  }

  @Test
  @DisplayName("S-283.1 a loop that is told to end by its last task closes what it carries")
  void closes() throws Exception {
    var loops = new EventLoops(1, Executors.defaultThreadFactory(), NioIoHandler.newFactory());
    var ends = new LinkedBlockingQueue<String>();
    var channel = new NioSocketChannel();
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void handlerRemoved(ChannelHandlerContext context) {
                ends.add("removed");
              }
            });
    loops.register(channel).sync();
    loops.execute(() -> loops.shutdownGracefully(0, 1, TimeUnit.SECONDS));
    assertTrue(loops.awaitTermination(30, TimeUnit.SECONDS));
    assertFalse(channel.isOpen());
    assertEquals(List.of("removed"), List.copyOf(ends));
  }

  @Test
  @DisplayName("S-283 an event loop outlives an Error that leaves all handlers")
  void outlives() throws Exception {
    var loops = new EventLoops(1, Executors.defaultThreadFactory(), executor -> new Failing());
    try {
      assertEquals("served", loops.submit(() -> "served").get(30, TimeUnit.SECONDS));
      assertEquals("again", loops.submit(() -> "again").get(30, TimeUnit.SECONDS));
      assertTrue(turns.get() > 1, "turns: " + turns);
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }
}
