package httpd.upstream.response;

import httpd.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body out of its chunks (RFC 9112, section 7.1), however reads cut them. Several times
 * cheaper than Netty's decoder ({@code docs/decisions/0026-netty-decoder.md}).
 *
 * <pre>
 *            blank            ;               CR              LF        all data
 *   SIZE ──────────► BLANKS ────► EXTENSION ─────► SIZE_FEED ─────► DATA ────────► DATA_RETURN
 *    │ ▲ └──────────── ; ────────────▲ │               ▲ │                              │ CR
 *    │ │                               │               │ │ size 0                       ▼
 *    └─│───────────────── CR ──────────│───────────────┘ ▼            LF            DATA_FEED
 *      └───────────────────────────────│─────────────────│──────────────────────────────┘
 *                                      ▼                 │             empty line
 *   anything else, in any state: MALFORMED               └► TRAILER ──────────────► COMPLETE
 * </pre>
 *
 * <p>A size has 1 to {@value #MOST_DIGITS} digits, and every line ends with CR LF. Extensions are
 * skipped. Not safe for use by several threads at once.
 */
public final class ChunkedBody {

  private enum State {
    SIZE,
    BLANKS,
    EXTENSION,
    SIZE_FEED,
    DATA,
    DATA_RETURN,
    DATA_FEED,
    TRAILER,
    COMPLETE,
    MALFORMED
  }

  /** A number of 60 bits. */
  static final int MOST_DIGITS = 15;

  static final int LONGEST_EXTENSION = 4 * 1024;

  /** CR LF, a size of up to five digits, CR LF, and the byte that ends the look for digits. */
  private static final int USUAL_FRAMING = 10;

  private final Trailer trailer = new Trailer();
  private State state = State.SIZE;
  private int digits;
  private int extension;

  /** The size as far as it was read, then the rest of the data. */
  private long left;

  private boolean excess;
  private @Nullable String malformation;

  /**
   * Reads the next bytes, and moves the bytes of the body to their front.
   *
   * @return how many bytes from {@code offset} on are now the body's
   */
  public int read(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int from = offset;
    int to = offset;
    while (from < end && state != State.COMPLETE && state != State.MALFORMED) {
      if (state == State.DATA) {
        int taken = (int) Math.min(left, end - from);
        System.arraycopy(bytes, from, bytes, to, taken);
        from += taken;
        to += taken;
        left -= taken;
        state = left == 0 ? State.DATA_RETURN : State.DATA;
      } else {
        int data = state == State.DATA_RETURN ? nextData(bytes, from, end) : -1;
        if (data < 0) {
          state = next(bytes[from++]);
        } else {
          from = data;
        }
      }
    }
    excess = from < end;
    return to - offset;
  }

  public boolean isComplete() {
    return state == State.COMPLETE;
  }

  public boolean hasExcess() {
    return excess;
  }

  /** Why the body is malformed, or null; nothing is read after a malformation. */
  public @Nullable String malformation() {
    return malformation;
  }

  public Headers trailers() {
    return trailer.fields();
  }

  /**
   * Reads from the end of one chunk's data to the data of the next, if all of this has come and has
   * the usual form. {@link #next} does the same byte by byte.
   *
   * @return where the data begins; -1 if nothing was read
   */
  private int nextData(byte[] bytes, int from, int end) {
    if (end - from < USUAL_FRAMING || bytes[from] != '\r' || bytes[from + 1] != '\n') {
      return -1;
    }
    int at = from + 2;
    int size = 0;
    int digit = digit(bytes[at]);
    while (digit >= 0 && at < from + USUAL_FRAMING - 3) {
      size = size << 4 | digit;
      at++;
      digit = digit(bytes[at]);
    }
    if (size == 0 || bytes[at] != '\r' || bytes[at + 1] != '\n') {
      return -1;
    }
    nextChunk();
    left = size;
    state = State.DATA;
    return at + 2;
  }

  private static int digit(byte b) {
    return Character.digit(b, 16);
  }

  private State next(byte b) {
    return switch (state) {
      case SIZE -> inSize(b);
      case BLANKS -> isBlank(b) ? skipped() : inBlanks(b);
      case EXTENSION -> b == '\r' ? State.SIZE_FEED : inExtension(b);
      case SIZE_FEED -> b == '\n' ? afterSize() : malformed("a chunk size", b);
      case DATA_RETURN -> b == '\r' ? State.DATA_FEED : unterminated();
      case DATA_FEED -> b == '\n' ? nextChunk() : unterminated();
      case TRAILER -> inTrailer(b);
      case DATA, COMPLETE, MALFORMED -> throw new IllegalStateException(state.name());
    };
  }

  private State inSize(byte b) {
    int digit = digit(b);
    if (digit >= 0) {
      digits++;
      left = left << 4 | digit;
      return digits > MOST_DIGITS ? malformed("a chunk size is too long") : State.SIZE;
    }
    if (digits == 0) {
      return malformed("a chunk size", b);
    }
    return b == '\r' ? State.SIZE_FEED : isBlank(b) ? State.BLANKS : inBlanks(b);
  }

  private State inBlanks(byte b) {
    return b == ';' ? State.EXTENSION : malformed("a chunk size", b);
  }

  private State inExtension(byte b) {
    boolean control = (b >= 0 && b < ' ' && b != '\t') || b == 0x7f;
    return control ? malformed("a chunk extension", b) : skipped();
  }

  private State skipped() {
    extension++;
    return extension > LONGEST_EXTENSION ? malformed("a chunk extension is too long") : state;
  }

  private State afterSize() {
    return left == 0 ? State.TRAILER : State.DATA;
  }

  private State nextChunk() {
    digits = 0;
    extension = 0;
    return State.SIZE; // All of the data was read.
  }

  private State inTrailer(byte b) {
    trailer.read(b);
    var objection = trailer.malformation();
    if (objection != null) {
      return malformed(objection);
    }
    return trailer.isComplete() ? State.COMPLETE : State.TRAILER;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private State unterminated() {
    return malformed("a chunk is not terminated by a CR LF");
  }

  private State malformed(String where, byte b) {
    return malformed("%s has the byte 0x%02x".formatted(where, b));
  }

  private State malformed(String what) {
    malformation = what;
    return State.MALFORMED;
  }
}
