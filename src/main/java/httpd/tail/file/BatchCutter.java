package httpd.tail.file;

import httpd.line.Line;
import httpd.line.split.LineLimit;
import httpd.line.split.LineSplitter;
import httpd.line.split.LongLines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a file into batches of lines; a line that is longer than the limit comes in
 * pieces. More NULs than that at the beginning of a line are a hole, as a truncation leaves it when
 * the writer continues at its old offset: they are left out, and the line begins after them.
 *
 * <pre>
 *              NULs                       another byte
 *   BETWEEN ─────────► WITHIN NULS ─────────────────────────► WITHIN a line
 *      ▲                             few: given; many: not       │
 *      └──────────────────────── line feed ──────────────────────┘
 * </pre>
 *
 * <p>An unfinished line waits here: at most the limit. Used by one thread.
 */
public final class BatchCutter {

  private static final byte[] NOTHING = {};

  private final LogFile log;
  private final int longest = LineLimit.bytes();
  private final LineSplitter splitter = new LineSplitter(longest, LongLines.PIECES);

  /** Where the next batch starts, unless a hole is left out. */
  private long start;

  /** Bytes before that which belong to the same line, at most as many as a fingerprint takes. */
  private byte[] lead;

  /** NULs of a line that has no other bytes yet. */
  private long nuls;

  private List<Line> lines = new ArrayList<>();

  public BatchCutter(LogFile log, long start, byte[] lead) {
    this.log = log;
    this.start = start;
    this.lead = lead;
  }

  /** Takes the next bytes; returns the batches that they complete, each with a line. */
  public List<LineBatch> cut(byte[] bytes, int length) {
    var batches = new ArrayList<LineBatch>();
    int at = 0;
    while (at < length) {
      if (isBetweenLines()) {
        int end = endOfNuls(bytes, at, length);
        nuls += end - at;
        at = end;
        if (at == length) {
          break;
        }
        passNuls(batches);
      }
      int end = beforeNextNuls(bytes, at, length);
      splitter.split(bytes, at, end - at, lines::add);
      at = end;
    }
    addTo(batches);
    return batches;
  }

  /** Ends the file: an unfinished line is complete, and gets an ending. */
  public @Nullable LineBatch finish() {
    if (nuls > longest) {
      return null;
    }
    splitter.split(new byte[(int) nuls], 0, (int) nuls, lines::add);
    splitter.end(lines::add);
    if (lines.isEmpty() && lead.length == 0) {
      return null;
    }
    var last = lines.isEmpty() ? NOTHING : lines.removeLast().content();
    lines.add(new Line(last, Line.Ending.LF));
    return LineBatch.unended(log, start, lead, lines);
  }

  /** Ends a line of which pieces were given and whose rest is lost: returns its ending alone. */
  public LineBatch end() {
    return LineBatch.unended(log, start, lead, List.of(new Line(NOTHING, Line.Ending.LF)));
  }

  /** Whether pieces were given of an unfinished line. */
  public boolean isWithinLine() {
    return lead.length > 0;
  }

  long hole() {
    return nuls > longest ? nuls : 0;
  }

  private boolean isBetweenLines() {
    return splitter.held() == 0
        && (lines.isEmpty() ? lead.length == 0 : lines.getLast().ending() != Line.Ending.NONE);
  }

  private void passNuls(List<LineBatch> batches) {
    if (nuls > longest) {
      addTo(batches);
      start += nuls;
    } else {
      splitter.split(new byte[(int) nuls], 0, (int) nuls, lines::add);
    }
    nuls = 0;
  }

  private void addTo(List<LineBatch> batches) {
    if (lines.isEmpty()) {
      return;
    }
    var batch = LineBatch.of(log, start, lead, lines);
    var last = lines.getLast();
    start = batch.end();
    lead = last.ending() == Line.Ending.NONE ? tail(last.content()) : NOTHING;
    lines = new ArrayList<>();
    batches.add(batch);
  }

  private static byte[] tail(byte[] piece) {
    return Arrays.copyOfRange(piece, Math.max(0, piece.length - Fingerprint.TAIL), piece.length);
  }

  private static int endOfNuls(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] == 0) {
      at++;
    }
    return at;
  }

  /** After the first line feed that a NUL follows. */
  private static int beforeNextNuls(byte[] bytes, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (bytes[i] == 0 && bytes[i - 1] == '\n') {
        return i;
      }
    }
    return to;
  }
}
