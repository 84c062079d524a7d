package httpd.server.http2;

import httpd.CloseReason;
import httpd.HttpException;
import httpd.limit.Limits;
import httpd.server.answer.Awaited;
import httpd.server.answer.Exchange;
import httpd.server.answer.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * What one stream carries: an exchange, or the refusal of what is not a request. Before its head,
 * and after a malformed one, it is neither. On the event loop only.
 */
final class CarriedExchange {

  private @Nullable Exchange exchange;
  private @Nullable Refusal refusal;
  private @Nullable HeadShare headMemory;
  private @Nullable StreamRate rate;

  /** Bytes of its answer. */
  private long held;

  /** Takes the memory of a head of so many bytes; returns whether there is as much. */
  boolean holdsHead(Limits limits, Channel stream, int size) {
    headMemory = HeadShare.of(limits, stream, size);
    return headMemory == null || headMemory.isGranted();
  }

  /** Takes the memory of an answer; returns whether there is as much. */
  boolean holdsAnswer(WaitingAnswers waiting, long bytes) {
    long taken = waiting.take(bytes);
    held += Math.max(0, taken);
    return taken >= 0;
  }

  void is(Exchange begun) {
    exchange = begun;
  }

  void is(Refusal begun) {
    refusal = begun;
  }

  void receive(ByteBuf content) {
    if (exchange != null) {
      exchange.body().receive(content);
    }
  }

  void requestEnds() {
    if (exchange != null && !exchange.body().isComplete()) {
      exchange.body().complete();
    }
  }

  void writabilityChanged() {
    if (exchange != null) {
      exchange.writabilityChanged();
    }
  }

  void serverStopping() {
    if (exchange != null) {
      exchange.serverStopping();
    }
  }

  void gone(CloseReason reason, WaitingAnswers waiting) {
    waiting.release(held);
    held = 0;
    if (exchange != null) {
      exchange.clientGone();
    }
    if (refusal != null) {
      refusal.clientGone(reason);
    }
    if (headMemory != null) {
      headMemory.release();
    }
  }

  /**
   * Looks at the client's rate, and fails a body that is too slow.
   *
   * @return whether the client is too slow in another way
   */
  boolean isTooSlow(Limits limits, GuardedCodec codec, Channel stream, long nanos) {
    var looked = exchange;
    var awaited = looked == null ? Awaited.NOTHING : looked.awaited();
    if (looked == null || (awaited != Awaited.BODY && awaited != Awaited.ANSWER)) {
      rate = null;
      return false;
    }
    if (rate == null) {
      rate = new StreamRate(limits, codec, stream);
    }
    if (!rate.isTooSlow(looked, nanos)) {
      return false;
    }
    boolean mayBeAnswered = awaited == Awaited.BODY && !looked.isDone();
    if (mayBeAnswered) {
      looked.bodyBroken(new HttpException(408, "The body of the request came too slowly"));
    }
    return !mayBeAnswered;
  }
}
