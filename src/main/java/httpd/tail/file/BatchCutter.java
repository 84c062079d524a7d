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
 * Cuts the bytes of a generation into batches of lines; a line that is longer than the limit comes
 * in pieces. More NULs than that at the beginning of a line are a hole, as a truncation leaves it
 * under a writer that goes on at its old offset: they are left out, and the line begins after them.
 *
 * <pre>
 *              NULs                       another byte
 *   BETWEEN ─────────► WITHIN NULS ─────────────────────────► WITHIN a line
 *      ▲                             few: given; many: not       │
 *      └──────────────────────── line feed ──────────────────────┘
 * </pre>
 *
 * <p>What has begun and not ended waits here: at most the limit. Used by one thread.
 */
public final class BatchCutter {

  private static final byte[] NOTHING = {};

  private final LogFile generation;
  private final int longest = LineLimit.bytes();
  private final LineSplitter splitter = new LineSplitter(longest, LongLines.PIECES);

  /** Where the next batch starts, unless a hole is left out. */
  private long start;

  /** Bytes before that which belong to the same line, at most as many as a fingerprint takes. */
  private byte[] lead;

  /** NULs of a line that has nothing else yet. */
  private long nuls;

  private List<Line> lines = new ArrayList<>();

  /**
   * From an offset on.
   *
   * @param lead what stands before it of a line that has begun, or its last bytes; empty at the
   *     beginning of a line
   */
  public BatchCutter(LogFile generation, long start, byte[] lead) {
    this.generation = generation;
    this.start = start;
    this.lead = lead;
  }

  /** From the beginning of a line on. */
  public BatchCutter(LogFile generation, long start) {
    this(generation, start, NOTHING);
  }

  /** Takes the next bytes: the batches that they complete, none of them without a line. */
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

  /** Nothing more comes: what has begun and not ended is a line, and is given an ending. */
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
    return LineBatch.unended(generation, start, lead, lines);
  }

  /** The rest of a line of which pieces were given is not to be had: gives its ending alone. */
  public LineBatch end() {
    return LineBatch.unended(generation, start, lead, List.of(new Line(NOTHING, Line.Ending.LF)));
  }

  /** Whether pieces were given of a line that has not ended. */
  public boolean isWithinLine() {
    return lead.length > 0;
  }

  /** Bytes left out since the last batch. */
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
    var batch = LineBatch.of(generation, start, lead, lines);
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

  /** Behind the first line feed that a NUL stands behind. */
  private static int beforeNextNuls(byte[] bytes, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (bytes[i] == 0 && bytes[i - 1] == '\n') {
        return i;
      }
    }
    return to;
  }
}
