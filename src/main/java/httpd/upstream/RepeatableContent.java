package httpd.upstream;

import httpd.limit.StreamMemory;
import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.upstream.request.Content;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The content of a request that an upstream may refuse before it has acted on it: what was polled
 * is kept until the response begins, so that the request can be sent again.
 *
 * <pre>
 *               more than is kept · a response · the end
 *   KEEPING ─────────────────────────────────────────────► PASSING, which cannot be repeated
 *    │   ▲ refused: renew(), and begin() from the first byte
 *    └───┘
 * </pre>
 *
 * <p>On the event loop of its exchange only.
 */
final class RepeatableContent {

  /** An upstream that refuses more often is asked no more. */
  private static final int MOST_REFUSALS = 3;

  private static final int MOST_KEPT = 64 * 1024;

  /** What a line takes beside its bytes, so that many short ones count. */
  private static final int OVERHEAD = 64;

  private final Content content;
  private final StreamMemory memory = StreamMemory.ofTheProcess();
  private final List<Line> kept = new ArrayList<>();
  private long held;
  private boolean keeping = true;
  private int refusals;
  private @Nullable Attempt current;
  private boolean begun;
  private boolean ended;

  RepeatableContent(Content content) {
    this.content = content;
  }

  /** Returns the content, from its first byte. */
  Content begin() {
    begun = true;
    if (!(content instanceof Content.Stream(var source, var length, var onContinue))) {
      return content;
    }
    current = new Attempt(source, kept);
    return new Content.Stream(current, length, onContinue);
  }

  /** Whether it begins again; if so, the end of the attempt before does not close it. */
  boolean renew() {
    if (!keeping || refusals == MOST_REFUSALS) {
      return false;
    }
    refusals++;
    current = null;
    return true;
  }

  /** Whether a part of it may be gone, so that another exchange cannot send it. */
  boolean isUsed() {
    return begun && content instanceof Content.Stream;
  }

  /** Keeps nothing from now on. */
  void pass() {
    keeping = false;
    kept.clear();
    memory.release(held);
    held = 0;
  }

  /** Ends the content, once it was begun. */
  void end() {
    pass();
    if (begun && !ended && content instanceof Content.Stream stream) {
      ended = true;
      stream.source().close();
    }
  }

  private void keep(Line line) {
    long size = held + line.length() + OVERHEAD;
    if (size > memory.share(MOST_KEPT)) {
      pass();
    } else {
      memory.take(size - held);
      held = size;
      kept.add(line);
    }
  }

  /** The content for one stream. */
  private final class Attempt extends ForwardingSource {
    private final Queue<Line> again;

    Attempt(LineSource source, List<Line> again) {
      super(source);
      this.again = new ArrayDeque<>(again);
    }

    @Override
    public Poll poll(Runnable wake) {
      var line = again.poll();
      if (line != null) {
        return line;
      }
      var poll = super.poll(wake);
      if (keeping && poll instanceof Line next) {
        keep(next);
      }
      return poll;
    }

    @Override
    public void close() {
      if (this == current) {
        end();
      }
    }
  }
}
