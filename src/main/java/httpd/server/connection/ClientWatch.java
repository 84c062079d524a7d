package httpd.server.connection;

import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import httpd.server.answer.Awaited;
import httpd.server.request.ClientText;
import io.netty.channel.Channel;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits how long one connection waits for its client. {@link LoopConnections} checks it
 * periodically; what it waits for has not changed since the previous check if no request has begun
 * in between:
 *
 * <pre>
 *   NOTHING   the handler, a lazy answer, a close that has a time of its own
 *   REQUEST   the first byte of a request     idle-time     closed
 *   HEAD      the rest of its head            head-time     408, closed
 *   BODY      the rest of its body            body-rate     408, closed
 *   ANSWER    to take its eager answer        answer-rate   reset
 * </pre>
 *
 * <p>So a request costs a counter and its place in a queue, and sets no timer; a rate is measured
 * by objects that are made at the first check that finds it awaited. On the event loop only.
 */
final class ClientWatch extends ConnectionWatch {

  interface Watched {

    Awaited awaited();

    long received();

    /** The client has kept the connection waiting for too long. */
    void missed(Awaited awaited);
  }

  /**
   * A client's system announces room for an answer in steps, on one machine of up to 96 KiB. So a
   * client that is fast enough may seem to read nothing for longer than a sender may rest.
   */
  private static final int ANSWER_TIMES = 2;

  private final Channel channel;
  private final Watched connection;
  private final Limits limits;

  private int requests;

  // As of the last check.
  private Awaited awaited = Awaited.NOTHING;
  private @Nullable TransferRate rate;
  private @Nullable TakenBytes taken;
  private int requestsSeen;
  private long received;
  private long waited;

  ClientWatch(Channel channel, Limits limits, LoopConnections neighbours, Watched connection) {
    super(channel, neighbours);
    this.channel = channel;
    this.connection = connection;
    this.limits = limits;
  }

  /** The connection has begun, or its lazy answer has ended. */
  void start() {
    if (channel.isActive()) {
      awaited = Awaited.NOTHING;
      enter();
    }
  }

  /** The connection has ended, or its answer is lazy, so that its client may be silent. */
  void stop() {
    leave();
    rate = null;
    taken = null;
    isBusy();
  }

  boolean hasSeenOneRequest() {
    return requests == 1;
  }

  void idle() {
    isIdle();
  }

  void busy() {
    requests++;
    isBusy();
  }

  /** Checks what the connection waits for; an error here closes this connection alone. */
  @Override
  protected void look(long nanos) {
    try {
      if (channel.isActive()) { // Otherwise it is being closed.
        lookAtClient(nanos);
      }
    } catch (Throwable broken) {
      channel.pipeline().fireExceptionCaught(broken);
    }
  }

  private void lookAtClient(long nanos) {
    var now = connection.awaited();
    if (now != awaited || requests != requestsSeen) {
      awaited = now;
      requestsSeen = requests;
      begin();
      return;
    }
    waited += nanos;
    switch (now) {
      case NOTHING -> {}
      case REQUEST -> lookAtIdle();
      case HEAD -> lookAtHead();
      case BODY -> lookAtBody(nanos, Objects.requireNonNull(rate));
      case ANSWER ->
          lookAtAnswer(nanos, Objects.requireNonNull(rate), Objects.requireNonNull(taken));
    }
  }

  private void begin() {
    waited = 0;
    received = connection.received();
    taken = awaited == Awaited.ANSWER ? new TakenBytes(channel) : null;
    rate =
        switch (awaited) {
          case NOTHING, REQUEST, HEAD -> null;
          case BODY -> new TransferRate(limits, Bound.BODY_RATE, 1);
          case ANSWER -> new TransferRate(limits, Bound.ANSWER_RATE, ANSWER_TIMES);
        };
    if (taken != null) {
      taken.sinceLastLook();
    }
  }

  private void lookAtIdle() {
    var idleTime = limits.of(Bound.IDLE_TIME);
    if (isOver(idleTime)) {
      if (requests == 0) {
        idleTime.reached(() -> "closed " + client() + ", which had sent nothing");
      } else {
        idleTime.count();
      }
      connection.missed(Awaited.REQUEST);
    }
  }

  private void lookAtHead() {
    var headTime = limits.of(Bound.HEAD_TIME);
    if (isOver(headTime)) {
      headTime.reached(() -> ClientText.answered(408, channel) + ", whose head was not complete");
      connection.missed(Awaited.HEAD);
    }
  }

  private boolean isOver(Limit time) {
    return time.most() > 0 && waited >= TimeUnit.MILLISECONDS.toNanos(time.most());
  }

  private void lookAtBody(long nanos, TransferRate bodyRate) {
    long before = received;
    received = connection.received();
    if (bodyRate.isTooSlow(nanos, received - before)) {
      bodyRate.limit().reached(() -> "ended the request of " + client());
      connection.missed(Awaited.BODY);
    }
  }

  private void lookAtAnswer(long nanos, TransferRate answerRate, TakenBytes taken) {
    if (!taken.isWaiting()) {
      answerRate.begin();
    } else if (answerRate.isTooSlow(nanos, taken.sinceLastLook())) {
      answerRate.limit().reached(() -> "reset the connection of " + client());
      connection.missed(Awaited.ANSWER);
    }
  }

  private String client() {
    return ClientText.address(channel);
  }
}
