package httpd.stream;

import httpd.line.Line;
import httpd.websocket.FrameHead;

/** How lines are framed in the body of a response. */
public enum Framing {

  /** Each line is one chunk of HTTP/1.1 (RFC 9112, section 7.1). */
  CHUNKED {
    @Override
    int length(Line line) {
      int length = line.length();
      return length == 0 ? 0 : hexDigits(length) + length + 2 * CR_LF;
    }

    @Override
    int write(Line line, byte[] target, int offset) {
      int length = line.length();
      if (length == 0) {
        return 0; // A chunk of no bytes would end the body.
      }
      int at = writeSize(length, target, offset);
      line.copyTo(target, at);
      return writeCrLf(target, at + length) - offset;
    }
  },

  /** Unframed: the head has their length. */
  KNOWN_LENGTH,

  /** Unframed: the close of the connection ends the body, for HTTP/1.0 clients. */
  UNTIL_CLOSE,

  /** In frames of HTTP/2, which are made where it is written; the last one says that it is. */
  UNTIL_END_STREAM,

  /** Each line is one message of a WebSocket; one without an ending is a frame already. */
  MESSAGES {
    @Override
    int length(Line line) {
      int length = line.content().length;
      return isFrame(line) ? length : FrameHead.length(length) + length;
    }

    @Override
    int write(Line line, byte[] target, int offset) {
      byte[] content = line.content();
      int at = offset + (isFrame(line) ? 0 : FrameHead.ofMessage(content, target, offset));
      System.arraycopy(content, 0, target, at, content.length);
      return at + content.length - offset;
    }
  };

  private static final int CR_LF = 2;
  private static final byte[] NEW_LINE = {'\r', '\n'};
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  int length(Line line) {
    return line.length();
  }

  int write(Line line, byte[] target, int offset) {
    line.copyTo(target, offset);
    return line.length();
  }

  /** Whether it is sent unchanged, and is not a line of the source. */
  boolean isFrame(Line line) {
    return this == MESSAGES && line.ending() == Line.Ending.NONE;
  }

  LongLine parts(Line line) {
    if (this == MESSAGES) {
      return isFrame(line)
          ? new LongLine(line.content())
          : new LongLine(head(line.content()), line.content());
    }
    byte[] ending = new byte[line.ending().length()];
    line.ending().copyTo(ending, 0);
    return switch (this) {
      case CHUNKED -> new LongLine(size(line.length()), line.content(), ending, NEW_LINE);
      case KNOWN_LENGTH, UNTIL_CLOSE, UNTIL_END_STREAM, MESSAGES ->
          new LongLine(line.content(), ending);
    };
  }

  private static byte[] head(byte[] message) {
    byte[] head = new byte[FrameHead.length(message.length)];
    FrameHead.ofMessage(message, head, 0);
    return head;
  }

  private static byte[] size(int size) {
    byte[] bytes = new byte[hexDigits(size) + CR_LF];
    writeSize(size, bytes, 0);
    return bytes;
  }

  private static int writeSize(int size, byte[] target, int offset) {
    int at = offset;
    for (int shift = 4 * (hexDigits(size) - 1); shift >= 0; shift -= 4) {
      target[at++] = HEX[(size >>> shift) & 0xf];
    }
    return writeCrLf(target, at);
  }

  private static int writeCrLf(byte[] target, int offset) {
    target[offset] = '\r';
    target[offset + 1] = '\n';
    return offset + CR_LF;
  }

  private static int hexDigits(int size) {
    return (35 - Integer.numberOfLeadingZeros(size)) >> 2;
  }
}
