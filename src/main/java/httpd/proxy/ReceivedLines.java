package httpd.proxy;

import httpd.line.Line;
import httpd.sse.EventFrame;
import httpd.sse.ReceivedEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream has sent completely, framed for the reader, and what the next request takes from
 * it: the id of the last event and the delay that the upstream wished. Of one thread.
 */
final class ReceivedLines {

  private final ReconnectingUpstream upstream;

  /** For an event stream each line is framed as an event; a topic keeps lines, and no comments. */
  private final boolean asEvents;

  private final Queue<Line> ready = new ArrayDeque<>();
  private String lastId;
  private long wishedMillis;
  private int failures;

  ReceivedLines(ReconnectingUpstream upstream, boolean asEvents, String lastId) {
    this.upstream = upstream;
    this.asEvents = asEvents;
    this.lastId = lastId;
  }

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

  long delay(Backoff backoff) {
    return backoff.after(failures++, wishedMillis).toNanos();
  }

  void event(ReceivedEvent event) {
    var id = event.id();
    lastId = id == null ? lastId : sendable(id);
    event.retryMillis().ifPresent(millis -> wishedMillis = millis);
    add(asEvents ? event.asItCame() : event.toKeep());
  }

  void line(Line line) {
    add(asEvents ? EventFrame.ofData(line, null) : line);
  }

  void leftOut(String note) {
    upstream.leftOut(note);
    add(asEvents ? EventFrame.ofComment(note) : null);
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
