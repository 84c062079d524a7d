package httpd.stream;

import httpd.coding.BlockEncoder;
import httpd.coding.BodyEncoder;
import httpd.line.Line;
import io.netty.util.concurrent.FastThreadLocal;

/** What compresses the streams of one event loop, which have their turns one after the other. */
final class LoopEncoder {

  private static final FastThreadLocal<LoopEncoder> OF_THIS_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected LoopEncoder initialValue() {
          return new LoopEncoder();
        }

        @Override
        protected void onRemoval(LoopEncoder encoder) {
          encoder.blocks.close();
        }
      };

  private final BlockEncoder blocks = BlockEncoder.fast();
  private final FrameBuffer frames = FrameBuffer.ofCompressed();

  private LoopEncoder() {}

  static LoopEncoder ofThisLoop() {
    return OF_THIS_LOOP.get();
  }

  BlockEncoder blocks() {
    return blocks;
  }

  /** Compresses lines that are not framed, and empties their buffer. */
  Line compress(BodyEncoder body, FrameBuffer lines) {
    var part = lines.compressed(body, blocks);
    lines.clear();
    return part;
  }

  /** Returns the part of a compressed body, framed, to be sent before the next one. */
  FrameBuffer framed(Line part, Framing framing) {
    frames.clear();
    frames.add(part, framing);
    return frames;
  }
}
