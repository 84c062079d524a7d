package httpd.upstream;

import httpd.line.Line;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts bytes into lines for one who passes them on: what is put together again are the same bytes.
 * A line of {@value #LONGEST} bytes and more is given in pieces, so that no line, however long,
 * costs more than that. Not safe for use by several threads at once.
 */
final class PassingSplitter {

  /** The bytes of a line that are held until its end is there. */
  static final int LONGEST = 64 * 1024;

  private static final int SMALLEST = 256;
  private static final byte LF = '\n';
  private static final byte CR = '\r';
  private static final byte[] NOTHING = {};

  /** The line that has begun and not ended; its first {@code heldLength} bytes count. */
  private byte[] held = NOTHING;

  private int heldLength;

  /** Takes all bytes, and gives every line that they complete. */
  void split(ByteBuf content, Consumer<Line> sink) {
    while (content.isReadable()) {
      int start = content.readerIndex();
      int feed = content.indexOf(start, content.writerIndex(), LF);
      if (feed < 0) {
        hold(content, sink);
      } else if (heldLength == 0) {
        sink.accept(ended(content, feed - start));
      } else {
        hold(content.readSlice(feed - start), sink);
        content.skipBytes(1);
        sink.accept(endedHeld());
      }
    }
  }

  /** The bytes end here: gives what has begun, if there is any. */
  void end(Consumer<Line> sink) {
    if (heldLength > 0) {
      giveHeld(sink);
    }
  }

  private static Line ended(ByteBuf content, int length) {
    boolean crLf = length > 0 && content.getByte(content.readerIndex() + length - 1) == CR;
    var bytes = new byte[crLf ? length - 1 : length];
    content.readBytes(bytes).skipBytes(crLf ? 2 : 1);
    return new Line(bytes, crLf ? Line.Ending.CR_LF : Line.Ending.LF);
  }

  private Line endedHeld() {
    boolean crLf = heldLength > 0 && held[heldLength - 1] == CR;
    var bytes = Arrays.copyOf(held, crLf ? heldLength - 1 : heldLength);
    forget();
    return new Line(bytes, crLf ? Line.Ending.CR_LF : Line.Ending.LF);
  }

  private void hold(ByteBuf content, Consumer<Line> sink) {
    while (content.isReadable()) {
      int taken = Math.min(content.readableBytes(), LONGEST - heldLength);
      makeRoomFor(heldLength + taken);
      content.readBytes(held, heldLength, taken);
      heldLength += taken;
      if (heldLength == LONGEST) {
        giveHeld(sink);
      }
    }
  }

  private void giveHeld(Consumer<Line> sink) {
    sink.accept(new Line(Arrays.copyOf(held, heldLength), Line.Ending.NONE));
    forget();
  }

  /** A long line now and then must not cost its length for ever. */
  private void forget() {
    heldLength = 0;
    if (held.length > SMALLEST) {
      held = NOTHING;
    }
  }

  private void makeRoomFor(int length) {
    if (length > held.length) {
      held = Arrays.copyOf(held, Math.max(SMALLEST, Math.max(length, 2 * held.length)));
    }
  }
}
