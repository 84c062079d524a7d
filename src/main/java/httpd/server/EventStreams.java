package httpd.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import httpd.Response;
import httpd.ServerSentEvent;
import httpd.line.HeartbeatSource;
import httpd.line.Line;
import httpd.line.LineSource;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What event streams need of the server, whoever made them: a comment after each silence, an end
 * when they are too old, and a time of their own to end at when the server stops. One for a server.
 *
 * <p>The comment is a line and not a whole event: it may stand between any two lines of a stream.
 */
final class EventStreams {

  private static final Line COMMENT = new Line(":".getBytes(US_ASCII), Line.Ending.LF);

  private final Duration heartbeat;
  private final Duration maxAge;
  private final Spread spread = new Spread();

  EventStreams(ServerConfig config) {
    heartbeat = config.heartbeat();
    maxAge = config.maxStreamAge();
  }

  /** The server stops: what is open is to end within this time. Before the streams hear of it. */
  void stop(Duration drain) {
    spread.begin(drain);
  }

  /** What becomes of a response that begins with these lines; null if it is no event stream. */
  @Nullable ServedEvents begin(Channel channel, Response response, LineSource lines) {
    return isEventStream(response) ? new ServedEvents(this, channel, lines) : null;
  }

  boolean beats() {
    return !heartbeat.isZero();
  }

  /** Never silent, unless somebody has seen to it already, or nobody wants it. */
  LineSource beating(LineSource lines, LineSource original) {
    return !beats() || original instanceof HeartbeatSource
        ? lines
        : new HeartbeatSource(lines, heartbeat, COMMENT);
  }

  boolean ages() {
    return !maxAge.isZero();
  }

  /** How old the next one may become. */
  long ageNanos() {
    return spread.jitteredNanos(maxAge);
  }

  Spread spread() {
    return spread;
  }

  /** What is said last: when to come back. Without data, no page hears of it. */
  static Line farewell(Duration retry) {
    return new ServerSentEvent(null, null, null, retry, null).toLine();
  }

  static boolean isEventStream(Response response) {
    var type = response.headers().get("Content-Type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
  }
}
