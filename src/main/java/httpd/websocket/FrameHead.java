package httpd.websocket;

/** The head of a frame that a server sends: whole, and not masked (RFC 6455, section 5.2). */
public final class FrameHead {

  /** The length of the longest. */
  public static final int LONGEST = 10;

  private static final int FINAL = 0x80;
  private static final int SHORT = 125;
  private static final int MEDIUM = 0xffff;
  private static final int MEDIUM_FOLLOWS = 126;
  private static final int LONG_FOLLOWS = 127;

  private FrameHead() {}

  /** Returns the length of the head of a frame with so many bytes. */
  public static int length(int payload) {
    if (payload <= SHORT) {
      return 2;
    }
    return payload <= MEDIUM ? 4 : LONGEST;
  }

  /** Writes the head of a message: a text, or bytes if it is not UTF-8. */
  public static int ofMessage(byte[] payload, byte[] target, int offset) {
    var opcode = Utf8Check.isValid(payload) ? Opcode.TEXT : Opcode.BINARY;
    return write(opcode, payload.length, target, offset);
  }

  /** Writes a head, and returns its length. */
  static int write(int opcode, int payload, byte[] target, int offset) {
    int length = length(payload);
    target[offset] = (byte) (FINAL | opcode);
    switch (length) {
      case 2 -> target[offset + 1] = (byte) payload;
      case 4 -> {
        target[offset + 1] = MEDIUM_FOLLOWS;
        writeNumber(payload, target, offset + 2, 2);
      }
      default -> {
        target[offset + 1] = LONG_FOLLOWS;
        writeNumber(payload, target, offset + 2, 8);
      }
    }
    return length;
  }

  private static void writeNumber(long number, byte[] target, int offset, int bytes) {
    for (int i = 0; i < bytes; i++) {
      target[offset + i] = (byte) (number >>> (8 * (bytes - 1 - i)));
    }
  }
}
