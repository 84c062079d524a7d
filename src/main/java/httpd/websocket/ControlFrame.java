package httpd.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.Line;
import java.util.Arrays;

/**
 * Frames that carry no message. Each is a line without an ending, which is sent unchanged; a
 * message is a line with one.
 */
final class ControlFrame {

  /** The most bytes that one may carry. */
  static final int MOST = 125;

  private static final int CODE = 2;

  private ControlFrame() {}

  static Line ping() {
    return frame(Opcode.PING, new byte[0]);
  }

  static Line pong(byte[] payload) {
    return frame(Opcode.PONG, payload);
  }

  /** Closes with a code, and as much of the reason as there is room for. */
  static Line close(int code, String reason) {
    byte[] text = fitting(reason);
    byte[] payload = new byte[CODE + text.length];
    payload[0] = (byte) (code >>> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, CODE, text.length);
    return frame(Opcode.CLOSE, payload);
  }

  /** Answers a close that had no code. */
  static Line close() {
    return frame(Opcode.CLOSE, new byte[0]);
  }

  private static byte[] fitting(String reason) {
    byte[] text = reason.getBytes(UTF_8);
    int end = Math.min(text.length, MOST - CODE);
    while (end < text.length && (text[end] & 0xc0) == 0x80) { // Not within a character.
      end--;
    }
    return Arrays.copyOf(text, end);
  }

  private static Line frame(int opcode, byte[] payload) {
    byte[] frame = new byte[2 + payload.length];
    FrameHead.write(opcode, payload.length, frame, 0);
    System.arraycopy(payload, 0, frame, 2, payload.length);
    return new Line(frame, Line.Ending.NONE);
  }
}
