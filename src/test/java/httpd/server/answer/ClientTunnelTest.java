package httpd.server.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import httpd.Body;
import httpd.CloseReason;
import httpd.Request;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.net.SocketReset;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a real socket does too seldom to be waited for. */
class ClientTunnelTest {

  /** Takes nothing, and leaves the connection open. */
  private static final class Refusing extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      ReferenceCountUtil.release(message);
      if (!promise.isVoid()) {
        promise.setFailure(new IOException("as asked"));
      }
    }
  }

  @Test
  @DisplayName("S-101 a tunnel whose last byte cannot be written is cut, and does not end")
  void lastByteNotWritten() {
    var reasons = new CopyOnWriteArrayList<CloseReason>();
    var log = new DoneLog(reasons::add);
    var source = new LineQueue();
    source.offer(Line.verbatim("last"), () -> {});
    source.end();
    var fromClient = new AtomicReference<LineSource>();
    var channel = new EmbeddedChannel(new Refusing());
    var tunnel =
        new ClientTunnel(
            channel,
            new Body.Tunnel(source, fromClient::set),
            Request.get("/"),
            log,
            Limits.standard().of(Bound.TUNNEL_IDLE),
            () -> {});
    channel.pipeline().addLast(tunnel);
    SocketReset.onClose(channel, true);
    tunnel.start();
    channel.runPendingTasks();
    assertFalse(channel.isOpen());
    assertEquals(List.of(CloseReason.CLIENT_GONE), reasons);
    assertInstanceOf(Poll.Failed.class, fromClient.get().poll(() -> {}));
  }
}
