package httpd.server.answer;

import httpd.CloseReason;
import httpd.Response;
import httpd.http.ContentType;
import httpd.http.HeaderList;
import httpd.limit.Limit;
import httpd.line.LineSource;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;
import java.util.List;

/**
 * A stream of server-sent events: never silent, and ended between two events.
 *
 * <pre>
 *            too old, or its moment in a stop has come         an event has ended
 *   STARTED ────────────────────────────────────────► LEAVING ────────────────────► retry, then cut
 *     │                                                 │
 *     └───────────── any other end of the stream ───────┴──► ENDED
 * </pre>
 */
final class EventAnswer extends StreamAnswer {

  /**
   * How long what was sent may stay without an answer. On the connection of an event stream only:
   * the kernel also gives up a client that is there and has only stopped reading, as a pager does.
   */
  static final int USER_TIMEOUT_MILLIS = 30_000;

  private final EventStreamPolicy policy;
  private final EventBoundary events;
  private final Channel channel;

  EventAnswer(
      Owner owner, Response response, StreamBody body, Limit streams, EventStreamPolicy policy) {
    super(owner, response, body, streams);
    if (!body.isOfLines()) {
      throw new IllegalArgumentException("an event stream is made of lines");
    }
    this.policy = policy;
    this.channel = owner.channel();
    this.events = new EventBoundary(body.source());
  }

  static boolean isEventStream(Response response) {
    var headers = response.headers();
    return isWholeSuccess(response.status())
        && ContentType.of(headers.all("Content-Type")).isEventStream()
        && hasNoneBut("identity", headers.all("Content-Encoding"))
        && hasNoneBut("chunked", headers.all("Transfer-Encoding"))
        && !headers.has("Content-Length");
  }

  /** With any other status, a client takes the body for that of an error or for a part. */
  private static boolean isWholeSuccess(int status) {
    return status >= 200 && status <= 299 && status != 206;
  }

  private static boolean hasNoneBut(String coding, List<String> values) {
    return HeaderList.of(values).stream().allMatch(coding::equalsIgnoreCase);
  }

  @Override
  boolean maySurviveStop() {
    return false;
  }

  @Override
  LineSource source() {
    return policy.beating(events);
  }

  @Override
  void begin() {
    policy.schedule().opened();
    if (policy.beats()) {
      setUserTimeout(connection(channel), USER_TIMEOUT_MILLIS);
    }
    long age = Math.min(policy.ageNanos(), body.source().remainingNanos());
    if (age < Long.MAX_VALUE) {
      Runnable leave = () -> leave(CloseReason.STREAM_TOO_OLD, policy.schedule().retry());
      endIn(age, leave);
    }
  }

  @Override
  void serverStopping() {
    cancelTimer();
    var moment = policy.schedule().next();
    Runnable leave = () -> leave(CloseReason.SERVER_STOPPED, moment.retry());
    if (moment.delayNanos() == 0) {
      leave.run(); // Without a drain there is no later.
    } else {
      endIn(moment.delayNanos(), leave);
    }
  }

  private void leave(CloseReason reason, Duration retry) {
    if (events.stopBetween(() -> channel.eventLoop().execute(() -> close(reason, retry)))) {
      close(reason, retry);
    }
  }

  private void close(CloseReason reason, Duration retry) {
    closeAfter(EventStreamPolicy.farewell(retry), reason);
  }

  @Override
  void end(boolean complete) {
    super.end(complete);
    policy.schedule().closed();
    if (complete && policy.beats() && channel.parent() instanceof ServerChannel) {
      setUserTimeout(channel, 0); // The connection may carry something else now.
    }
  }

  /** The channel that has the socket: a stream of HTTP/2 has it in common with others. */
  static Channel connection(Channel channel) {
    var parent = channel.parent();
    return parent == null || parent instanceof ServerChannel ? channel : parent;
  }

  static void setUserTimeout(Channel connection, int millis) {
    if (connection instanceof EpollSocketChannel && connection.isOpen()) {
      connection.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, millis);
    }
  }
}
