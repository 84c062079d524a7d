package httpd.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.Headers;
import httpd.testing.Eventually;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.connect.ConnectionPool;
import httpd.upstream.connect.DialSettings;
import httpd.upstream.request.UpstreamRequest;
import httpd.upstream.response.ResponseHead;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An exchange whose receiver has no room for a piece of a line. */
class FullReceiverTest {

  private static final int LIMIT_SECONDS = 10;

  /** Keeps each read for the rest of its line, and is full with the first piece. */
  private static final class Full implements ResponseListener {
    private final List<String> reads = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Runnable> full = new CompletableFuture<>();
    private final CompletableFuture<Headers> end = new CompletableFuture<>();

    @Override
    public void head(ResponseHead head) {
      // Any will do.
    }

    @Override
    public boolean bytes(byte[] bytes, int offset, int length, Runnable whenRoom) {
      reads.add(new String(bytes, offset, length, ISO_8859_1));
      return true;
    }

    @Override
    public long unfinished() {
      return reads.size();
    }

    @Override
    public boolean passUnfinished(Runnable whenRoom) {
      full.complete(whenRoom);
      return false;
    }

    @Override
    public void end(Headers trailers) {
      end.complete(trailers);
    }

    @Override
    public void failed(Throwable cause) {
      end.completeExceptionally(cause);
    }
  }

  private static UpstreamExchange start(
      ScriptedUpstream upstream, ResponseListener receiver, ConnectionPool pool) {
    var request = UpstreamRequest.forLines("GET", upstream.uri("/"), Headers.EMPTY, null);
    var settings = DialSettings.usual(() -> null);
    var exchange =
        new UpstreamExchange(request, UpstreamLimits.DEFAULT, receiver, pool, settings, done -> {});
    exchange.start();
    return exchange;
  }

  @Test
  @DisplayName("W-153 a piece that fills the receiver stops the upstream until there is room")
  void aPieceFillsTheReceiver() throws Exception {
    var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    var loop = loops.next();
    var pool = new ConnectionPool(loop, but -> {});
    try (var upstream = new ScriptedUpstream()) {
      var receiver = new Full();
      var exchange = start(upstream, receiver, pool);
      var connection = upstream.next();
      connection.send(ScriptedUpstream.CHUNKED_HEAD + "3\r\none\r\n");
      var whenRoom = receiver.full.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      connection.send("3\r\ntwo\r\n");
      var other = new Full(); // By its end, the loop has looked at the first connection again.
      start(upstream, other, pool);
      upstream.next().send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      other.end.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      loop.submit(() -> {}).get(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertEquals(List.of("one"), receiver.reads);
      whenRoom.run();
      Eventually.holds("read on", () -> receiver.reads.equals(List.of("one", "two")));
      exchange.cancel();
    } finally {
      var closed = new CountDownLatch(1);
      pool.close(closed::countDown);
      closed.await(); // A loop that ends may leave open what it carries.
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
