package httpd.upstream;

import httpd.upstream.request.Content;
import httpd.upstream.request.UpstreamRequest;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request over one connection: its head at once, and a body that still comes by a {@link
 * RequestFeed}. On the channel's event loop.
 */
final class RequestSender implements RequestFeed.Listener {

  /** How long an upstream may take to say 100; many never do (RFC 9110, section 10.1.1). */
  private static final int CONTINUE_MILLIS = 1000;

  private final Channel channel;
  private final UpstreamExchange exchange;
  private @Nullable RequestFeed feed;
  private boolean failed;

  RequestSender(Channel channel, UpstreamExchange exchange) {
    this.channel = channel;
    this.exchange = exchange;
  }

  void send(UpstreamRequest request) {
    channel
        .writeAndFlush(request.toMessage())
        .addListener(sent -> {
          if (!sent.isSuccess()) {
            cannotSend(sent.cause());
          }
        });
    if (request.content() instanceof Content.Stream body) {
      feed = new RequestFeed(channel, body.source(), this);
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
    if (feed != null && !feed.hasBegun()) {
      feed.stop();
    }
  }

  /** Whether all of the request was handed to the connection. */
  boolean isSent() {
    return !failed && (feed == null || feed.isSent());
  }

  boolean waitsForClient() {
    return feed != null && feed.waitsForClient();
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

  @Override
  public void requestMoved() {
    exchange.requestMoved();
  }

  @Override
  public void requestBroken(Throwable cause) {
    exchange.requestBroken(cause);
  }

  /** The response may come all the same: an upstream that refuses a body closes without reading. */
  @Override
  public void cannotSend(Throwable cause) {
    failed = true;
    stop();
  }
}
