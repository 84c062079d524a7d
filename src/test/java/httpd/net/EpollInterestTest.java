package httpd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.testing.Eventually;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it does for connections that were accepted, DisconnectTest shows (S-42). */
class EpollInterestTest {

  private static final int PIECE = 1024;
  private static final int PIECES = 60;

  private final AtomicInteger taken = new AtomicInteger();
  private ServerSocket listener;
  private EventLoopGroup loops;
  private Counting handler;

  private static final class Counting implements IoHandler {
    private final IoHandler counted;
    private int busyRuns;

    Counting(IoHandler counted) {
      this.counted = counted;
    }

    @Override
    public int run(IoHandlerContext context) {
      int handled = counted.run(context);
      busyRuns += handled > 0 ? 1 : 0;
      return handled;
    }

    @Override
    public void initialize() {
      counted.initialize();
    }

    @Override
    public void prepareToDestroy() {
      counted.prepareToDestroy();
    }

    @Override
    public void destroy() {
      counted.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
      return counted.register(handle);
    }

    @Override
    public void wakeup() {
      counted.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
      return counted.isCompatible(handleType);
    }
  }

  @BeforeEach
  void listen() throws Exception {
    assumeTrue(Epoll.isAvailable(), "this system has no epoll");
    loops =
        new MultiThreadIoEventLoopGroup(
            1,
            executor -> {
              handler = new Counting(EpollInterest.newFactory().newHandler(executor));
              return handler;
            });
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws Exception {
    if (loops != null) {
      loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
      listener.close();
    }
  }

  @Test
  @DisplayName("U-31 the FIN of one that we have connected to does not lift the bound")
  void finBehindUnreadBytes() throws Exception {
    var connection = connectWithoutReading();
    try (var accepted = listener.accept()) {
      sendAll(accepted);
      letTheLoopLook(connection);
      assertEquals(0, taken.get(), "bytes read while nothing is to be read");
      for (int piece = 1; piece <= 3; piece++) {
        connection.read();
        awaitTaken(piece * PIECE);
        letTheLoopLook(connection);
        assertEquals(piece * PIECE, taken.get(), "bytes read with one read each");
      }
      connection.config().setAutoRead(true);
      assertTrue(connection.closeFuture().await(30, TimeUnit.SECONDS), "its FIN is read");
      assertEquals(PIECES * PIECE, taken.get());
    }
  }

  @Test
  @DisplayName("W-50 a hang-up of one that is not read, with bytes to write, is heard once")
  void hangUpWhileBytesWait(@TempDir Path folder) throws Exception {
    var path = folder.resolve("peer.sock");
    try (var peers = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      peers.bind(UnixDomainSocketAddress.of(path));
      var connection =
          new Bootstrap()
              .group(loops)
              .channel(EpollDomainSocketChannel.class)
              .option(ChannelOption.AUTO_READ, false)
              .handler(new ChannelInboundHandlerAdapter())
              .connect(new DomainSocketAddress(path.toFile()))
              .sync()
              .channel();
      try (var peer = peers.accept()) {
        connection.writeAndFlush(Unpooled.wrappedBuffer(new byte[8 * 1024 * 1024]));
        letTheLoopLook(connection);
        peer.shutdownOutput();
        peer.shutdownInput();
        letTheLoopLook(connection);
        int before = busyRuns();
        for (int look = 0; look < 20; look++) {
          letTheLoopLook(connection);
        }
        int turns = busyRuns() - before; // The hang-up itself may come late.
        assertTrue(turns <= 1, turns + " turns of the loop for a hang-up that it has heard of");
      }
      connection.close().sync();
    }
  }

  private int busyRuns() throws Exception {
    return loops.submit(() -> handler.busyRuns).get(30, TimeUnit.SECONDS);
  }

  private Channel connectWithoutReading() throws InterruptedException {
    return new Bootstrap()
        .group(loops)
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.AUTO_READ, false)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(PIECE).maxMessagesPerRead(1))
        .handler(
            new SimpleChannelInboundHandler<ByteBuf>() {
              @Override
              protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
                taken.addAndGet(bytes.readableBytes());
              }
            })
        .connect(listener.getLocalSocketAddress())
        .sync()
        .channel();
  }

  /** Over loopback it is at the other socket when this returns, the FIN too. */
  private static void sendAll(Socket socket) throws Exception {
    socket.getOutputStream().write(new byte[PIECES * PIECE]);
    socket.shutdownOutput();
  }

  /** Between two tasks, the loop asks epoll what there is, and does it. */
  private static void letTheLoopLook(Channel channel) throws InterruptedException {
    for (int look = 0; look < 3; look++) {
      channel.eventLoop().submit(() -> {}).sync();
    }
  }

  private void awaitTaken(int bytes) {
    Eventually.holds("read " + bytes, () -> taken.get() >= bytes);
  }
}
