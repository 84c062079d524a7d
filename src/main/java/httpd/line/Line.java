package httpd.line;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Objects;

/**
 * A line as bytes, with its ending apart: a line that passes through keeps its bytes, and a reader
 * of the text need not look for the ending.
 *
 * <p>The bytes are shared, never copied: no code writes to the array once the line is made.
 *
 * @param content the line without its ending; UTF-8 where it came from a {@code String}, otherwise
 *     the bytes that the source sent, valid or not
 * @param ending how the line ended
 */
@SuppressWarnings("ArrayRecordComponent") // Copying each line would cost more than sending it.
public record Line(byte[] content, Ending ending) implements Poll {

  /** How a line ends on the wire. */
  public enum Ending {
    /** A line feed. */
    LF(1),
    /** A carriage return and a line feed. */
    CR_LF(2),
    /** A carriage return alone, in event streams only. */
    CR(1),
    /** Nothing: the last line of a source that lacks one, or a chunk that is passed on verbatim. */
    NONE(0);

    private final int length;

    Ending(int length) {
      this.length = length;
    }

    /** The length in bytes: 0, 1 or 2. */
    public int length() {
      return length;
    }

    /** Writes the bytes of this ending to {@code target} from {@code offset} on. */
    public void copyTo(byte[] target, int offset) {
      switch (this) {
        case LF -> target[offset] = '\n';
        case CR_LF -> {
          target[offset] = '\r';
          target[offset + 1] = '\n';
        }
        case CR -> target[offset] = '\r';
        case NONE -> {}
      }
    }
  }

  /** Checks for null, and keeps the array without a copy. */
  public Line {
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(ending, "ending");
  }

  /** Makes a line of UTF-8 that ends with a line feed; an unpaired surrogate becomes {@code ?}. */
  public static Line of(String text) {
    return new Line(text.getBytes(UTF_8), Ending.LF);
  }

  /** Makes a line of UTF-8 without an ending. */
  public static Line verbatim(String text) {
    return new Line(text.getBytes(UTF_8), Ending.NONE);
  }

  /** Returns the text without its ending; bytes that are not UTF-8 become U+FFFD. */
  public String text() {
    return new String(content, UTF_8);
  }

  /** Returns the length in bytes, ending included. */
  public int length() {
    return content.length + ending.length();
  }

  /**
   * Copies all {@link #length} bytes, ending included, to {@code target} from {@code offset} on.
   */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(content, 0, target, offset, content.length);
    ending.copyTo(target, offset + content.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Line line
        && ending == line.ending
        && Arrays.equals(content, line.content);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(content) + ending.hashCode();
  }

  @Override
  public String toString() {
    return "Line[" + text() + ", " + ending + "]";
  }
}
