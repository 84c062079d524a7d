package httpd.server.answer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import httpd.ServerSentEvent;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.sse.Beat;
import httpd.sse.HeartbeatSource;
import java.time.Duration;

/**
 * What a server does with every event stream: a comment after each silence, an end when the stream
 * is too old, and a moment of its own when the server stops. One for a server.
 *
 * <p>The comment is a line and not a whole event: it may stand between any two lines of a stream.
 */
public final class EventStreamPolicy {

  private static final Beat COMMENT = Beat.of(new Line(":".getBytes(US_ASCII), Line.Ending.LF));

  private final Duration heartbeat;
  private final Duration maxAge;
  private final DrainSchedule schedule = new DrainSchedule();

  public EventStreamPolicy(Duration heartbeat, Duration maxAge) {
    this.heartbeat = heartbeat;
    this.maxAge = maxAge;
  }

  /** Begins to end what is open, within this time. To be called before the streams are told. */
  public void stop(Duration drain) {
    schedule.begin(drain);
  }

  boolean beats() {
    return !heartbeat.isZero();
  }

  long heartbeatNanos() {
    return heartbeat.toNanos();
  }

  LineSource beating(LineSource lines) {
    return !beats() || lines.hasHeartbeat()
        ? lines
        : new HeartbeatSource(lines, heartbeat, COMMENT);
  }

  /** Returns the age at which a stream ends; {@link Long#MAX_VALUE} for none. */
  long ageNanos() {
    return maxAge.isZero() ? Long.MAX_VALUE : schedule.jitteredNanos(maxAge);
  }

  DrainSchedule schedule() {
    return schedule;
  }

  /** Returns the last event: when to come back. It has no data, so that no page receives it. */
  static Line farewell(Duration retry) {
    return new ServerSentEvent(null, null, null, retry, null).toLine();
  }
}
