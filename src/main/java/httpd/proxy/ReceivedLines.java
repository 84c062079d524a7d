package httpd.proxy;

import httpd.line.Line;
import httpd.sse.ReceivedEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream has sent completely, framed for the reader, and what the next request takes from
 * it: the id of the last event and the delay that the upstream wished. Of one thread.
 */
final class ReceivedLines implements EventOrLineDecoder.Sink {

  private final ReconnectingUpstream upstream;
  private final EventFraming framing;
  private final Queue<Line> ready = new ArrayDeque<>();
  private String lastId;
  private long wishedMillis;
  private int failures;

  /**
   * Nothing so far.
   *
   * @param lastId of the event that the reader has already; each character one byte
   */
  ReceivedLines(ReconnectingUpstream upstream, EventFraming framing, String lastId) {
    this.upstream = upstream;
    this.framing = framing;
    this.lastId = lastId;
  }

  /** The next line, or null. */
  @Nullable Line poll() {
    return ready.poll();
  }

  /** Drops the lines; false if there were none. */
  boolean clear() {
    boolean had = !ready.isEmpty();
    ready.clear();
    return had;
  }

  /** The value of {@code Last-Event-ID} for the next request; "" for none. */
  String lastId() {
    return lastId;
  }

  /** The nanoseconds before the next request, after one more failure. */
  long delay(Backoff backoff) {
    return backoff.after(failures++, wishedMillis).toNanos();
  }

  @Override
  public void event(ReceivedEvent event) {
    var id = event.id();
    lastId = id == null ? lastId : sendable(id);
    event.retryMillis().ifPresent(millis -> wishedMillis = millis);
    add(framing.of(event));
  }

  @Override
  public void line(Line line) {
    add(framing.of(line));
  }

  @Override
  public void leftOut(String note) {
    upstream.leftOut(note);
    add(framing.leftOut(note));
  }

  /** What no header field can carry cannot be asked for. */
  private static String sendable(String id) {
    return id.chars().allMatch(c -> c >= ' ' && c != 0x7f) ? id : "";
  }

  private void add(@Nullable Line line) {
    failures = 0;
    upstream.isBack();
    if (line != null) {
      ready.add(line);
    }
  }
}
