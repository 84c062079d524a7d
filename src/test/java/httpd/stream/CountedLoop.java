package httpd.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One event loop over epoll that accepts connections, and counts the tasks of other threads. */
final class CountedLoop implements AutoCloseable {

  /** A connection, seen from both ends. */
  record Connection(Socket client, Channel channel) {

    String read(int length) throws IOException {
      return new String(client.getInputStream().readNBytes(length), US_ASCII);
    }

    /** Reads up to the end, however that looks. */
    String readAll() throws IOException {
      var all = new StringBuilder();
      try {
        for (int next = client.getInputStream().read();
            next >= 0;
            next = client.getInputStream().read()) {
          all.append((char) next);
        }
      } catch (SocketException reset) {
        all.append('!');
      }
      return all.toString();
    }
  }

  private final AtomicInteger tasksFromOthers = new AtomicInteger();
  private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()) {
        @Override
        protected IoEventLoop newChild(
            Executor executor, IoHandlerFactory handlers, Object... unused) {
          return new SingleThreadIoEventLoop(this, executor, handlers) {
            @Override
            public void execute(Runnable task) {
              tasksFromOthers.addAndGet(inEventLoop() ? 0 : 1);
              super.execute(task);
            }
          };
        }
      };
  private final Channel listener;

  CountedLoop() throws InterruptedException {
    var child =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new HttpServerCodec(), new ChannelInboundHandlerAdapter());
            accepted.add(channel);
          }
        };
    listener =
        new ServerBootstrap()
            .group(loops)
            .channel(EpollServerSocketChannel.class)
            .childOption(ChannelOption.SO_SNDBUF, 16 * 1024)
            .childHandler(child)
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
  }

  /** Connects; with a receive buffer of its own size, unless that is 0. */
  Connection connect(int receiveBuffer) throws Exception {
    var client = new Socket();
    if (receiveBuffer > 0) {
      client.setReceiveBufferSize(receiveBuffer);
    }
    client.setSoTimeout(10_000);
    client.connect(listener.localAddress());
    return new Connection(client, accepted.poll(10, TimeUnit.SECONDS));
  }

  int tasksFromOthers() {
    return tasksFromOthers.get();
  }

  /** Has the loop call something, and waits for that. */
  <T> T call(Callable<T> action) {
    var called = loops.submit(action);
    assertTrue(called.awaitUninterruptibly(10, TimeUnit.SECONDS), "the loop is free");
    return called.syncUninterruptibly().getNow();
  }

  @Override
  public void close() throws InterruptedException {
    listener.close().sync();
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
  }
}
