package httpd.live.merged;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a stream whose last lines come before all others, one topic after the other. For
 * the owner of the stream.
 *
 * <pre>
 *            its turn                 its last lines were given, or it has no more now
 *   WAITING ──────────► CURRENT ───────────────────────────────────────────────────────► (live)
 *                        │   ▲
 *              nothing ──┘   └── woken     others that are live may give lines meanwhile
 * </pre>
 */
final class MergedHistory {

  private final Queue<MergedTopic> waiting = new ArrayDeque<>();
  private @Nullable MergedTopic current;
  private int left;
  private boolean isReady;

  void add(MergedTopic topic) {
    waiting.add(topic);
  }

  /** Returns the topic whose turn it is, if it may have a line. */
  @Nullable MergedTopic ready() {
    if (current == null && !waiting.isEmpty()) {
      current = waiting.remove();
      left = current.history();
      isReady = true;
    }
    return isReady ? current : null;
  }

  /** Takes note of a topic that was woken; whether it is the current one. */
  boolean woken(MergedTopic topic) {
    boolean is = topic == current;
    isReady |= is;
    return is;
  }

  /** The current topic has given a line; whether that was the last one of its history. */
  boolean gaveLine() {
    left--;
    return left == 0 && end();
  }

  /** The current topic has nothing now. */
  void isSilent() {
    isReady = false;
    if (current != null && current.isAtEnd()) {
      end();
    }
  }

  /** The current topic is over. */
  boolean end() {
    current = null;
    isReady = false;
    return true;
  }

  /** Whether all topics are live. */
  boolean isOver() {
    return current == null && waiting.isEmpty();
  }
}
