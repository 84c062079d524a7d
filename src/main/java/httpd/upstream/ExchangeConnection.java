package httpd.upstream;

import httpd.Headers;
import httpd.line.LineSource;
import httpd.line.split.UnfinishedLine;
import httpd.net.ReadControl;
import httpd.upstream.request.UpstreamRequest;
import httpd.upstream.response.ResponseHead;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection while one {@link UpstreamExchange} uses it. Hands the response's bytes to the
 * receiver, and reads nothing while the receiver has no room, so that the upstream's window closes.
 *
 * <p>On the channel's event loop. Once {@linkplain #leave left}, it touches the channel no more.
 */
final class ExchangeConnection {

  private final Channel channel;
  private final ReadControl reading;
  private final UpstreamExchange exchange;
  private final ResponseListener receiver;
  private final TimeLimits time;
  private final RequestSender sender;
  private final ResponseHandler handler;
  private final UnfinishedLine unfinished;
  private final Runnable resume;
  private final boolean secure;
  private final boolean multiplexed;
  private @Nullable UpstreamTunnel tunnel;
  private boolean readsBody;
  private boolean keepAlive;
  private boolean left;

  ExchangeConnection(
      Channel channel,
      UpstreamRequest request,
      UpstreamExchange exchange,
      ResponseListener receiver,
      TimeLimits time,
      Consumer<Runnable> onLoop) {
    this.channel = channel;
    this.reading = new ReadControl(channel);
    this.exchange = exchange;
    this.receiver = receiver;
    this.time = time;
    this.secure = request.address().origin().secure();
    this.multiplexed = request.address().origin().http2();
    this.sender = new RequestSender(channel, exchange);
    this.handler = ResponseHandler.addTo(channel.pipeline(), this, exchange, sender, request);
    this.resume = () -> onLoop.accept(this::readOn);
    this.unfinished =
        new UnfinishedLine(
            (nanos, task) -> channel.eventLoop().schedule(task, nanos, TimeUnit.NANOSECONDS),
            this::lineIsLate);
  }

  void send(UpstreamRequest request) {
    time.awaitHead(sender::waitsForClient);
    sender.send(request);
  }

  void earlyHints(ResponseHead head) {
    try {
      receiver.earlyHints(head);
    } catch (IOException e) {
      exchange.fail(e);
    }
  }

  void head(ResponseHead head) {
    readsBody = true;
    keepAlive = head.keepsConnection();
    sender.answered();
    time.awaitBytes(this::isHeldBack);
    exchange.head(head);
  }

  void bytes(byte[] bytes, int length) {
    try {
      holdBackUnless(receiver.bytes(bytes, 0, length, resume));
    } catch (IOException e) {
      exchange.fail(e);
    }
  }

  void readComplete() {
    if (readsBody) {
      time.touch();
      unfinished.see(receiver.unfinished());
    }
  }

  /** The response is complete; excess are bytes after it, which belong to no request. */
  void end(Headers trailers, boolean excess) {
    exchange.end(trailers, keepAlive && sender.isSent() && !excess);
  }

  /** While the receiver has no room, an unfinished line waits for room as whole lines do. */
  private void lineIsLate() {
    if (!left && !isHeldBack()) {
      holdBackUnless(receiver.passUnfinished(resume));
    }
  }

  private void holdBackUnless(boolean welcome) {
    if (!welcome && !left) {
      reading.pause();
    }
  }

  boolean isHeldBack() {
    return !reading.isOn();
  }

  private void readOn() {
    if (!left) {
      time.touch();
      if (tunnel != null) {
        tunnel.moved();
      }
      reading.resume();
      unfinished.see(receiver.unfinished());
    }
  }

  void switchToTunnel(UpstreamLimits limits) {
    sender.answered();
    handler.detach();
    tunnel = new UpstreamTunnel(exchange, this, channel, receiver, limits, secure);
    channel.pipeline().replace(handler, null, tunnel);
    MessageCodec.removeFrom(channel.pipeline()); // The tunnel gets what came with the head.
  }

  void send(LineSource source) {
    if (tunnel == null) {
      source.close();
    } else {
      tunnel.send(source);
    }
  }

  /** A stream that is complete ends by itself; a reset of it would count as an offence. */
  private void leaveStream(boolean complete) {
    if (complete) {
      reading.resume();
    } else {
      channel.close(); // Resets it with CANCEL.
    }
  }

  /**
   * Parts the connection from the exchange, and closes it unless it is to be kept.
   *
   * @param keeper takes a connection that is kept, before it gets the bytes that were not decoded
   */
  void leave(boolean keep, Consumer<Channel> keeper) {
    left = true;
    unfinished.stop();
    sender.stop();
    if (tunnel != null) {
      tunnel.leave();
      return;
    }
    handler.detach();
    if (multiplexed) {
      leaveStream(keep);
    } else if (keep && channel.isActive()) {
      channel.pipeline().remove(handler);
      keeper.accept(channel);
      MessageCodec.removeFrom(channel.pipeline());
    } else {
      channel.close();
    }
  }
}
