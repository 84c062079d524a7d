package httpd.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Headers;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.Poll;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.connect.ConnectionPool;
import httpd.upstream.connect.DialSettings;
import httpd.upstream.request.Origin;
import httpd.upstream.request.UpstreamRequest;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The exam, over chunks. */
class UpstreamLinesTest implements LineSourceContract {

  @Override
  public Origin origin() throws Exception {
    return new ChunkedOrigin();
  }

  private static final class ChunkedOrigin implements Origin {
    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final UpstreamClient client = new UpstreamClient();
    private final LineSource source =
        client.open("GET", upstream.uri("/lines"), Headers.EMPTY, null);
    private ScriptedUpstream.Connection connection;

    ChunkedOrigin() throws Exception {}

    @Override
    public LineSource source() {
      return source;
    }

    @Override
    public boolean opened() {
      return upstream.connections() > 0;
    }

    @Override
    public void emit(String line) throws Exception {
      connection().sendChunk((line + "\n").getBytes(UTF_8));
    }

    @Override
    public void end() throws Exception {
      connection().send(ScriptedUpstream.LAST_CHUNK);
    }

    @Override
    public void fail() throws Exception {
      connection().reset();
    }

    @Override
    public boolean released() {
      client.closeIdle(); // For another request; that is no part of the source.
      return upstream.everyClientHasGone();
    }

    @Override
    public void close() throws Exception {
      client.close();
      upstream.close();
    }

    private ScriptedUpstream.Connection connection() throws Exception {
      if (connection == null) {
        connection = upstream.next();
        connection.send(ScriptedUpstream.CHUNKED_HEAD);
      }
      return connection;
    }
  }

  /** Lets a close of another thread come at the worst moment: while the exchange is made. */
  private static final class Interrupted extends UpstreamClient {
    private final EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final CountDownLatch done = new CountDownLatch(1);
    private Runnable meanwhile = () -> {};

    @Override
    UpstreamExchange exchange(
        UpstreamRequest request, UpstreamLimits limits, ResponseListener receiver, Executor near) {
      meanwhile.run();
      return new UpstreamExchange(
          request,
          limits,
          receiver,
          new ConnectionPool((IoEventLoop) loops.next(), but -> {}),
          DialSettings.usual(() -> null),
          exchange -> done.countDown());
    }

    @Override
    public void close() {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  @Test
  @DisplayName("U-9 a close while the exchange is made cancels it")
  void aCloseWhileTheExchangeIsMadeCancelsIt() throws Exception {
    try (var upstream = new ScriptedUpstream();
        var client = new Interrupted()) {
      var source = client.open("GET", upstream.uri("/"), Headers.EMPTY, null);
      client.meanwhile = source::close;
      assertInstanceOf(Poll.Failed.class, source.poll(() -> {}));
      assertTrue(client.done.await(30, TimeUnit.SECONDS), "the exchange is cancelled");
    }
  }
}
