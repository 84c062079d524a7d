package httpd.net;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Over a real socket, a resume overtakes its pause by chance only. */
class ReadControlTest {

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private Channel channel;
  private ReadControl reading;

  @BeforeEach
  void connect() throws Exception {
    var address = new LocalAddress(ReadControlTest.class);
    new ServerBootstrap()
        .group(loop)
        .channel(LocalServerChannel.class)
        .childHandler(new ChannelInboundHandlerAdapter())
        .bind(address)
        .sync();
    channel =
        new Bootstrap()
            .group(loop)
            .channel(LocalChannel.class)
            .handler(new ChannelInboundHandlerAdapter())
            .connect(address)
            .sync()
            .channel();
    reading = new ReadControl(channel);
  }

  @AfterEach
  void takeDown() {
    loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private void onLoop(Runnable task) throws InterruptedException {
    loop.submit(task).sync();
  }

  @Test
  @DisplayName("S-72 a resume from another thread does not overtake the pause that it answers")
  void noOvertaking() throws Exception {
    onLoop(() -> {
      joined(Thread.ofPlatform().start(reading::resume)); // The reader was that fast.
      reading.pause();
    });
    onLoop(() -> {});
    assertTrue(channel.config().isAutoRead(), "nobody would ever read again");
  }

  @Test
  @DisplayName("S-72 a pause stops reading, and a resume goes on")
  void pauseAndResume() throws Exception {
    onLoop(reading::pause);
    assertFalse(channel.config().isAutoRead());
    reading.resume();
    onLoop(() -> {});
    assertTrue(channel.config().isAutoRead());
  }

  @Test
  @DisplayName("S-42 after a FIN nothing pauses reading, so that the response can be written")
  void noPauseBehindFin() throws Exception {
    onLoop(reading::pause);
    onLoop(reading::inputEnded);
    onLoop(reading::pause);
    assertTrue(channel.config().isAutoRead());
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts it", e);
    }
  }
}
