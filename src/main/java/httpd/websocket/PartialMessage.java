package httpd.websocket;

import httpd.line.Line;
import java.util.Arrays;

/** A message whose frames arrive: its bytes are gathered and, in a text, checked at once. */
final class PartialMessage {

  private static final byte[] NOTHING = {};
  private static final int SMALLEST = 256;

  private final int longest;
  private final FrameReader.Memory memory;
  private byte[] bytes = NOTHING;
  private int length;
  private boolean begun;
  private boolean isText;
  private Utf8Check text = new Utf8Check();

  PartialMessage(int longest, FrameReader.Memory memory) {
    this.longest = longest;
    this.memory = memory;
  }

  boolean hasBegun() {
    return begun;
  }

  /** A frame of it begins, which announces so many bytes. */
  void begin(int opcode, long announced) throws ClosingException {
    if (opcode != Opcode.CONTINUATION) {
      begun = true;
      isText = opcode == Opcode.TEXT;
      text = new Utf8Check();
    }
    if (announced > longest - length) { // The sum may be too large for a long.
      throw new ClosingException(
          CloseCode.TOO_LONG, "a message is longer than " + longest + " bytes (--max-line)");
    }
  }

  void add(byte[] more, int from, int count) throws ClosingException {
    if (isText && !text.accepts(more, from, from + count)) {
      throw notUtf8();
    }
    makeRoom(length + count);
    System.arraycopy(more, from, bytes, length, count);
    length += count;
  }

  /** Returns the message, which is whole, and holds nothing from then on. */
  Line take() throws ClosingException {
    if (isText && !text.isBetweenCharacters()) {
      throw notUtf8();
    }
    var message =
        new Line(
            length == bytes.length ? bytes : Arrays.copyOf(bytes, length),
            isText ? Line.Ending.LF : Line.Ending.NONE);
    clear();
    return message;
  }

  void clear() {
    if (bytes.length > 0) {
      memory.release(bytes.length);
    }
    bytes = NOTHING;
    length = 0;
    begun = false;
  }

  private void makeRoom(int needed) throws ClosingException {
    if (needed <= bytes.length) {
      return;
    }
    long doubled = Math.max(SMALLEST, 2L * bytes.length);
    int size = (int) Math.min(longest, Math.max(needed, doubled));
    if (!memory.take(size - bytes.length)) {
      throw new ClosingException(CloseCode.TRY_LATER, "no memory is left for this message");
    }
    bytes = Arrays.copyOf(bytes, size);
  }

  private static ClosingException notUtf8() {
    return new ClosingException(CloseCode.INVALID_TEXT, "a text that is not UTF-8");
  }
}
