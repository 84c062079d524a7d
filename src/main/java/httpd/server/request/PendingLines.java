package httpd.server.request;

import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.Poll;
import httpd.line.split.LineSplitter;
import httpd.net.ReadControl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived of a body and waits for its reader, and the memory that it holds. While the
 * queue is full, the client is not read. On the event loop, except {@link #poll} and {@link
 * #close}.
 */
final class PendingLines {

  private static final int LINE_OVERHEAD = 64;

  /** A splitter holds its bytes in an array that may be twice as long. */
  private static final int SPLITTER_COPIES = 2;

  /** Bytes that a reader may poll before their memory is released. */
  private static final int LARGEST_DEBT = 16 * 1024;

  private final MemoryShare memory;
  private final ReadControl reading;
  private final LineQueue queue = new LineQueue();

  /** Made with the first bytes: most requests have no body. */
  private @Nullable LineSplitter splitter;

  /** Memory of polled lines that is not released yet. For the reader's thread only. */
  private long polledBytes;

  private boolean inPieces;

  PendingLines(MemoryShare memory, ReadControl reading) {
    this.memory = memory;
    this.reading = reading;
  }

  Poll poll(Runnable wake) {
    var poll = queue.poll(wake);
    polledBytes += poll instanceof Line line ? cost(line) : 0;
    if (polledBytes > LARGEST_DEBT || (polledBytes > 0 && !(poll instanceof Line))) {
      memory.release(polledBytes);
      polledBytes = 0;
    }
    return poll;
  }

  private static long cost(Line line) {
    return (long) line.length() + LINE_OVERHEAD;
  }

  /** The beginning of a line is a piece, which must not wait for the rest of the line. */
  boolean beginPieces() {
    inPieces = true;
    return endLine();
  }

  /** Adds bytes; returns whether there is memory for them. */
  boolean add(byte[] bytes) {
    if (inPieces) {
      return offer(List.of(new Line(bytes, Line.Ending.NONE)), 0);
    }
    var lines = new ArrayList<Line>();
    int held = held();
    if (splitter == null) {
      splitter = new LineSplitter();
    }
    splitter.split(bytes, 0, bytes.length, lines::add);
    return offer(lines, held() - held);
  }

  /** Ends a line that has begun; returns whether there is memory for it. */
  boolean endLine() {
    int held = held();
    if (splitter == null || held == 0) {
      return true;
    }
    var last = new ArrayList<Line>(1);
    splitter.end(last::add);
    return offer(last, -held);
  }

  private boolean offer(List<Line> lines, int splitterGrew) {
    long cost = (long) SPLITTER_COPIES * splitterGrew;
    for (int i = 0; i < lines.size(); i++) {
      cost += cost(lines.get(i));
    }
    if (cost <= 0) {
      memory.release(-cost);
    } else if (!memory.take(cost)) {
      return false;
    }
    if (!lines.isEmpty() && !queue.offer(lines, reading::resume)) {
      reading.pause();
    }
    return true;
  }

  /** Whether a single line is as long as all that may wait. */
  boolean hasLongLine() {
    return held() >= LineQueue.DEFAULT_LIMIT;
  }

  void end() {
    queue.end();
  }

  /** Ends it with a failure after the lines that wait. */
  void fail(Throwable cause) {
    queue.fail(cause);
    dropUnfinished();
  }

  /** Ends it with a failure in place of the lines that wait. */
  void failNow(Throwable cause) {
    memory.release(Long.MAX_VALUE);
    queue.failNow(cause);
  }

  void dropUnfinished() {
    if (splitter != null) {
      splitter.drop();
    }
  }

  private int held() {
    return splitter == null ? 0 : splitter.held();
  }

  void close() {
    queue.close();
  }
}
