package httpd.websocket;

import httpd.line.Line;
import java.util.function.LongSupplier;

/**
 * The frames of a client (RFC 6455, section 5), as they arrive in any parts.
 *
 * <pre>
 *            the head is whole                  the payload is whole
 *   HEAD ──────────────────────► PAYLOAD ─────────────────────────────► HEAD
 *    │                              │             │ of the last frame of a message: message()
 *    │ not allowed                  │             │ of a control frame: ping(), pong(), closed()
 *    └──────────────────────────────┴──► a {@link ClosingException}: nothing can be read after it
 * </pre>
 *
 * <p>Memory is taken for what has come, never for what a head announces. On one thread only.
 */
public final class FrameReader {

  /** Told of what has come. */
  public interface Listener {

    /** A message: a text has an ending of a line, bytes have none. */
    void message(Line message);

    void ping(byte[] payload);

    /** The client closes, with this code; 0 if it gave none. Nothing is read after it. */
    void closed(int code);
  }

  /** The memory of messages that are not whole. */
  public interface Memory {

    /** Takes bytes, or none if there are not so many. */
    boolean take(long bytes);

    void release(long bytes);
  }

  private static final int MASKED = 0x80;
  private static final int RESERVED = 0x70;
  private static final int OPCODE = 0x0f;
  private static final int LENGTH = 0x7f;
  private static final int MASK = 4;
  private static final int LONGEST_HEAD = 14;

  private final Listener listener;
  private final PartialMessage message;
  private final ControlRate rate;

  private final byte[] head = new byte[LONGEST_HEAD];
  private int headLength;
  private boolean inPayload;
  private long left;
  private int masked;
  private byte[] control = {};
  private int controlLength;
  private boolean over;

  /**
   * Makes a reader of a client's first frame.
   *
   * @param longest the most bytes of a message
   * @param clock in nanoseconds
   */
  public FrameReader(Listener listener, int longest, Memory memory, LongSupplier clock) {
    this.listener = listener;
    this.message = new PartialMessage(longest, memory);
    this.rate = new ControlRate(clock);
  }

  /** Reads what has come; after a close, or after it has thrown, it drops all. */
  public void read(byte[] bytes) throws ClosingException {
    boolean isRead = false;
    try {
      for (int at = 0; at < bytes.length && !over; ) {
        at = inPayload ? payload(bytes, at) : head(bytes, at);
      }
      isRead = true;
    } finally {
      if (!isRead) {
        end();
      }
    }
  }

  /** Releases what it holds, and drops what comes from now on. */
  public void end() {
    over = true;
    message.clear();
  }

  private int head(byte[] bytes, int from) throws ClosingException {
    head[headLength++] = bytes[from];
    if (headLength == 1) {
      checkFirst();
    } else if (headLength == 2) {
      checkSecond();
    }
    if (headLength >= 2 && headLength == expectedHead()) {
      begin();
    }
    return from + 1;
  }

  private void checkFirst() throws ClosingException {
    if ((head[0] & RESERVED) != 0) {
      throw broken("a frame with a reserved bit, although no extension was agreed upon");
    }
    int opcode = opcode();
    if (!Opcode.isKnown(opcode)) {
      throw broken("a frame of the unknown kind " + opcode);
    }
    if (Opcode.isControl(opcode)) {
      if (!isFinal()) {
        throw broken("a control frame in fragments");
      }
    } else if ((opcode == Opcode.CONTINUATION) != message.hasBegun()) {
      throw broken(
          message.hasBegun()
              ? "a message begins within another one"
              : "a continuation without a message");
    }
  }

  private void checkSecond() throws ClosingException {
    if ((head[1] & MASKED) == 0) {
      throw broken("a frame of a client must be masked");
    }
    if (Opcode.isControl(opcode()) && (head[1] & LENGTH) > ControlFrame.MOST) {
      throw broken("a control frame has at most 125 bytes");
    }
  }

  private int expectedHead() {
    return 2 + MASK + lengthBytes();
  }

  private int lengthBytes() {
    return switch (head[1] & LENGTH) {
      case 126 -> 2;
      case 127 -> 8;
      default -> 0;
    };
  }

  private void begin() throws ClosingException {
    left = payloadLength();
    headLength = 0;
    masked = 0;
    inPayload = true;
    if (Opcode.isControl(opcode())) {
      rate.count();
      control = new byte[(int) left];
      controlLength = 0;
    } else {
      if (left == 0 && !isFinal()) {
        rate.count();
      }
      message.begin(opcode(), left);
    }
    if (left == 0) {
      frameEnds();
    }
  }

  private long payloadLength() throws ClosingException {
    int bytes = lengthBytes();
    if (bytes == 0) {
      return head[1] & LENGTH;
    }
    long length = 0;
    for (int i = 0; i < bytes; i++) {
      length = (length << 8) | (head[2 + i] & 0xff);
    }
    if (length < 0 || length <= (bytes == 2 ? ControlFrame.MOST : 0xffff)) {
      throw broken("a length that is not in its shortest form");
    }
    return length;
  }

  private int payload(byte[] bytes, int from) throws ClosingException {
    int count = (int) Math.min(left, bytes.length - from);
    int maskAt = 2 + lengthBytes();
    for (int i = from; i < from + count; i++) {
      bytes[i] ^= head[maskAt + (masked++ & 3)];
    }
    left -= count;
    if (Opcode.isControl(opcode())) {
      System.arraycopy(bytes, from, control, controlLength, count);
      controlLength += count;
    } else {
      message.add(bytes, from, count);
    }
    if (left == 0) {
      frameEnds();
    }
    return from + count;
  }

  private void frameEnds() throws ClosingException {
    inPayload = false;
    switch (opcode()) {
      case Opcode.PING -> listener.ping(control);
      case Opcode.PONG -> {}
      case Opcode.CLOSE -> closes();
      default -> {
        if (isFinal()) {
          listener.message(message.take());
        }
      }
    }
  }

  private void closes() throws ClosingException {
    int code = 0;
    if (control.length == 1) {
      throw broken("a close frame with half a code");
    }
    if (control.length >= 2) {
      code = ((control[0] & 0xff) << 8) | (control[1] & 0xff);
      var reason = new Utf8Check();
      if (!CloseCode.maySend(code)) {
        throw broken("a close frame with the code " + code);
      }
      if (!reason.accepts(control, 2, control.length) || !reason.isBetweenCharacters()) {
        throw new ClosingException(CloseCode.INVALID_TEXT, "a reason that is not UTF-8");
      }
    }
    end();
    listener.closed(code);
  }

  private int opcode() {
    return head[0] & OPCODE;
  }

  private boolean isFinal() {
    return (head[0] & 0x80) != 0;
  }

  private static ClosingException broken(String what) {
    return new ClosingException(CloseCode.PROTOCOL_ERROR, what);
  }
}
