package httpd.server.answer;

import httpd.CloseReason;
import httpd.line.LineSource;
import httpd.stream.StreamWriter;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One event stream on its way to one client.
 *
 * <pre>
 *            too old, or its moment in a stop has come         an event has ended
 *   SERVED ────────────────────────────────────────► LEAVING ────────────────────► retry, then cut
 *     │                                                 │
 *     └───────────── any other end of the stream ───────┴──► ended()
 * </pre>
 *
 * <p>On the event loop of its connection only.
 */
final class EventStreamLifetime {

  /**
   * How long what was sent may stay without an answer. On the connection of an event stream only:
   * the kernel also gives up a client that is there and has only stopped reading, as a pager does.
   */
  private static final int USER_TIMEOUT_MILLIS = 30_000;

  private final EventStreamPolicy all;
  private final Channel channel;
  private final EventBoundary events;
  private final LineSource source;
  private @Nullable StreamWriter stream;
  private @Nullable Future<?> timer;

  EventStreamLifetime(EventStreamPolicy all, Channel channel, LineSource lines) {
    this.all = all;
    this.channel = channel;
    this.events = new EventBoundary(lines);
    this.source = all.beating(events, lines);
  }

  /** What is to be written. */
  LineSource source() {
    return source;
  }

  /** They are about to be written. */
  void begin(StreamWriter stream) {
    this.stream = stream;
    all.spread().opened();
    if (all.beats()) {
      setUserTimeout(USER_TIMEOUT_MILLIS);
    }
    if (all.ages()) {
      timer =
          channel
              .eventLoop()
              .schedule(
                  () -> end(CloseReason.STREAM_TOO_OLD, all.spread().retry()),
                  all.ageNanos(),
                  TimeUnit.NANOSECONDS);
    }
  }

  /** The server stops: this stream ends when its turn has come. */
  void serverStopping() {
    cancel();
    var moment = all.spread().next();
    Runnable end = () -> end(CloseReason.SERVER_STOPPED, moment.retry());
    if (moment.delayNanos() == 0) {
      end.run(); // Without a drain there is no later.
    } else {
      timer = channel.eventLoop().schedule(end, moment.delayNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /**
   * The stream has ended.
   *
   * @param complete whether the connection may carry something else now
   */
  void ended(boolean complete) {
    cancel();
    all.spread().closed();
    if (complete && all.beats()) {
      setUserTimeout(0);
    }
  }

  private void end(CloseReason reason, Duration retry) {
    if (events.stopBetween(() -> channel.eventLoop().execute(() -> close(reason, retry)))) {
      close(reason, retry);
    }
  }

  private void close(CloseReason reason, Duration retry) {
    if (stream != null) {
      stream.closeAfter(EventStreamPolicy.farewell(retry), reason);
    }
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void setUserTimeout(int millis) {
    if (channel instanceof EpollSocketChannel && channel.isOpen()) {
      channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, millis);
    }
  }
}
