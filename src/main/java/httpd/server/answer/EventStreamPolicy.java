package httpd.server.answer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import httpd.Body;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.http.ContentType;
import httpd.http.HeaderList;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.heartbeat.HeartbeatSource;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What event streams need of the server, whoever made them: a comment after each silence, an end
 * when they are too old, and a time of their own to end at when the server stops. One for a server.
 *
 * <p>The comment is a line and not a whole event: it may stand between any two lines of a stream.
 * What is an event stream is decided here alone, by the body and its head.
 */
public final class EventStreamPolicy {

  private static final Line COMMENT = new Line(":".getBytes(US_ASCII), Line.Ending.LF);

  private final Duration heartbeat;
  private final Duration maxAge;
  private final DrainSchedule spread = new DrainSchedule();

  public EventStreamPolicy(Duration heartbeat, Duration maxAge) {
    this.heartbeat = heartbeat;
    this.maxAge = maxAge;
  }

  /** The server stops: what is open is to end within this time. Before the streams hear of it. */
  public void stop(Duration drain) {
    spread.begin(drain);
  }

  /**
   * Decides, once for each response, whether its body is an event stream.
   *
   * @return what the stream needs of the server; null for any other body, which gets nothing of it
   */
  @Nullable EventStreamLifetime begin(Channel channel, Response response, LineSource lines) {
    return isEventStream(response) ? new EventStreamLifetime(this, channel, lines) : null;
  }

  boolean beats() {
    return !heartbeat.isZero();
  }

  /** Never silent, unless somebody has seen to it already, or nobody wants it. */
  LineSource beating(LineSource lines, LineSource original) {
    return !beats() || original.hasHeartbeat()
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

  DrainSchedule spread() {
    return spread;
  }

  /** What is said last: when to come back. Without data, no page hears of it. */
  static Line farewell(Duration retry) {
    return new ServerSentEvent(null, null, null, retry, null).toLine();
  }

  private static boolean isEventStream(Response response) {
    var headers = response.headers();
    return isText(response.body())
        && isWholeSuccess(response.status())
        && ContentType.of(headers.all("Content-Type")).isEventStream()
        && hasNoneBut("identity", headers.all("Content-Encoding"))
        && hasNoneBut("chunked", headers.all("Transfer-Encoding"))
        && !headers.has("Content-Length");
  }

  /** Whether a line that is added to the source is a line of the body, and no length is told. */
  private static boolean isText(Body body) {
    return switch (body) {
      case Body.Lines lines -> true;
      case Body.PassThrough pieces -> pieces.ofLines() && pieces.length().isEmpty();
      case Body.Text text -> false;
      case Body.Bytes bytes -> false;
      case Body.Chunks chunks -> false;
      case Body.File file -> false;
      case Body.Tunnel tunnel -> false;
    };
  }

  /** Of any other status, a client takes the body for an error's or for a part of something. */
  private static boolean isWholeSuccess(int status) {
    return status >= 200 && status <= 299 && status != 206;
  }

  private static boolean hasNoneBut(String coding, List<String> values) {
    return HeaderList.of(values).stream().allMatch(coding::equalsIgnoreCase);
  }
}
