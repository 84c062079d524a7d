package httpd.upstream;

import httpd.line.LineSource;
import httpd.line.pump.LinePump;
import httpd.net.ErrorText;
import httpd.upstream.request.Content;
import httpd.upstream.request.UpstreamRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request over one connection: its head at once, and a body that still comes by a {@link
 * RequestFeed}. On the channel's event loop.
 */
final class RequestSender {

  /** How long an upstream may take to say 100; many never do (RFC 9110, section 10.1.1). */
  private static final int CONTINUE_MILLIS = 1000;

  private final Channel channel;
  private final UpstreamExchange exchange;
  private @Nullable RequestFeed feed;
  private boolean sent = true;
  private boolean failed;

  RequestSender(Channel channel, UpstreamExchange exchange) {
    this.channel = channel;
    this.exchange = exchange;
  }

  void send(UpstreamRequest request) {
    channel
        .writeAndFlush(request.toMessage())
        .addListener(written -> {
          if (!written.isSuccess()) {
            cannotSend();
          }
        });
    if (request.content() instanceof Content.Stream body) {
      feed = new BodyFeed(body.source());
      sent = false;
      if (body.onContinue()) {
        channel.eventLoop().schedule(this::sendBody, CONTINUE_MILLIS, TimeUnit.MILLISECONDS);
      } else {
        sendBody();
      }
    }
  }

  /** Sends the body, unless it was begun or stopped. */
  void sendBody() {
    if (feed != null) {
      feed.start();
    }
  }

  /** Drops a body that was not begun: the upstream has answered without it. */
  void answered() {
    if (feed != null && feed.state() == LinePump.State.READY) {
      feed.stop();
    }
  }

  boolean isSent() {
    return sent && !failed;
  }

  boolean waitsForClient() {
    return feed != null && feed.state() == LinePump.State.WAITING_FOR_SOURCE;
  }

  void writabilityChanged() {
    if (feed != null) {
      feed.writabilityChanged();
    }
  }

  void stop() {
    if (feed != null) {
      feed.stop();
    }
  }

  /** The response may come all the same: an upstream that refuses a body closes without reading. */
  private void cannotSend() {
    failed = true;
    stop();
  }

  private final class BodyFeed extends RequestFeed {
    BodyFeed(LineSource source) {
      super(channel, source);
    }

    @Override
    Object message(ByteBuf bytes) {
      return new DefaultHttpContent(bytes);
    }

    @Override
    void moved() {
      exchange.requestMoved();
    }

    @Override
    void cannotSend(Throwable cause) {
      RequestSender.this.cannotSend();
    }

    @Override
    protected void ended() {
      sent = true;
      send(LastHttpContent.EMPTY_LAST_CONTENT);
      flush();
    }

    @Override
    protected void failed(Throwable cause) {
      exchange.fail("the request broke off: " + ErrorText.reason(cause), cause);
    }
  }
}
