package httpd.line.split;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.AfterLastLine;
import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * Whole lines, for readers that cannot use less, from a source that may give a line in pieces: what
 * has no ending is joined with what comes next, up to an ending or the end of the source.
 *
 * <pre>
 *               a piece                          more than the limit
 *   BETWEEN ─────────────► WITHIN a line ──────────────────────────► TOO_LONG: Failed
 *      ▲                       │                                        │ goOn()
 *      ├────── its ending ─────┘                                        ▼
 *      └────────────────────────────── its ending ──────────────── LEAVING_OUT: pieces are dropped
 * </pre>
 *
 * <p>A line that came in one piece is passed on as the same object, whatever its length, since it
 * is there already. Of a line that is too long, the limit is all that is ever held.
 */
public final class WholeLines extends ForwardingSource {

  /** Pieces taken in one poll: a reader that drops an endless line must not keep its event loop. */
  private static final int MOST_PIECES = 64;

  private static final int SHOWN = 40;

  private static final byte CR = '\r';

  private final int longest;

  // The owner's own.
  private final HeldBytes held = new HeldBytes();
  private boolean leavingOut;
  private long ended;
  private Poll.@Nullable Failed tooLong;
  private @Nullable Poll last;

  /** Joins the pieces of a source, up to the limit of the process. */
  public WholeLines(LineSource pieces) {
    this(pieces, LineLimit.bytes());
  }

  WholeLines(LineSource pieces, int longest) {
    super(pieces);
    this.longest = longest;
  }

  /**
   * Returns the next line. A line that is longer than the limit is a failure with a {@link
   * LineTooLongException} that has its number: final, unless {@link #goOn} is called.
   */
  @Override
  public Poll poll(Runnable wake) {
    for (int i = 0; i < MOST_PIECES; i++) {
      var settled = tooLong != null ? tooLong : last;
      if (settled != null) {
        return settled;
      }
      var poll = super.poll(wake);
      if (!(poll instanceof Line piece)) {
        return poll instanceof Poll.Pending ? poll : finish(poll);
      }
      var line = take(piece);
      if (line != null) {
        return line;
      }
    }
    ForkJoinPool.commonPool().execute(wake);
    return Poll.PENDING;
  }

  /**
   * Goes on after the line that was too long; the rest of that line is left out.
   *
   * @return false if this source has not failed for that reason: then its failure is final
   */
  public boolean goOn() {
    boolean was = tooLong != null;
    tooLong = null;
    return was;
  }

  /** What the pieces share, while none of a line is held: a whole line passes unchanged. */
  @Override
  public @Nullable Object shared() {
    boolean between = held.length() == 0 && !leavingOut && tooLong == null && last == null;
    return between ? sharedBelow() : null;
  }

  private @Nullable Line take(Line piece) {
    boolean ends = piece.ending() != Line.Ending.NONE;
    ended += ends ? 1 : 0;
    if (leavingOut) {
      leavingOut = !ends;
      return null;
    }
    if (ends && held.length() == 0) {
      return piece;
    }
    if ((long) held.length() + piece.content().length
        > longest + 1L) { // It could be half an ending.
      refuse(piece, ends);
      return null;
    }
    held.add(piece.content(), 0, piece.content().length);
    return ends ? joined(piece) : null;
  }

  private void refuse(Line piece, boolean ends) {
    if (held.length() < SHOWN) {
      held.add(piece.content(), 0, Math.min(piece.content().length, SHOWN));
    }
    refuse(ended + (ends ? 0 : 1));
    leavingOut = !ends;
  }

  private void refuse(long number) {
    int shown = Math.min(held.length(), SHOWN);
    var beginning = new String(held.array(), 0, shown, UTF_8);
    LineLimit.reached();
    tooLong = new Poll.Failed(new LineTooLongException(longest, number, beginning));
    held.clear();
  }

  /** A piece may have been cut between the CR and the LF of one ending. */
  private @Nullable Line joined(Line lastPiece) {
    boolean wasCut =
        lastPiece.ending() == Line.Ending.LF
            && held.length() > 0
            && held.array()[held.length() - 1] == CR;
    int length = wasCut ? held.length() - 1 : held.length();
    if (length > longest) {
      refuse(ended);
      return null;
    }
    var line = new Line(held.copy(length), wasCut ? Line.Ending.CR_LF : lastPiece.ending());
    held.clear();
    return line;
  }

  /** What has begun at the end is the last line; if the source breaks off, it is half of one. */
  private Poll finish(Poll how) {
    boolean broken = how instanceof Poll.Failed(var cause) && !(cause instanceof AfterLastLine);
    if (held.length() == 0 || broken) {
      held.clear();
      leavingOut = false;
      return how;
    }
    last = how;
    var line = new Line(held.copy(held.length()), Line.Ending.NONE);
    held.clear();
    return line;
  }
}
