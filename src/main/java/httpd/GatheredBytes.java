package httpd;

import httpd.line.Line;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a body as they arrive, in blocks that are not copied while it grows: a client holds
 * no more memory than it has sent. The server counts each block twice, since the text that is made
 * of it is a copy.
 */
final class GatheredBytes {

  private static final byte[] NOTHING = {};
  private static final int SMALLEST_BLOCK = 1024;
  private static final int LARGEST_BLOCK = 64 * 1024;
  private static final int COPIES = 2;

  private final RequestContent body;
  private final List<byte[]> full = new ArrayList<>(1);
  private byte[] block = NOTHING;
  private int used;
  private int size;

  GatheredBytes(RequestContent body) {
    this.body = body;
  }

  int size() {
    return size;
  }

  /** Adds a line with its ending. */
  void add(Line line) {
    add(line.content());
    if (line.ending() != Line.Ending.NONE) {
      var ending = new byte[line.ending().length()];
      line.ending().copyTo(ending, 0);
      add(ending);
    }
  }

  private void add(byte[] bytes) {
    int taken = 0;
    while (taken < bytes.length) {
      if (used == block.length) {
        next();
      }
      int length = Math.min(bytes.length - taken, block.length - used);
      System.arraycopy(bytes, taken, block, used, length);
      taken += length;
      used += length;
      size += length;
    }
  }

  /** Begins a block; a body of announced length takes no more than that. */
  private void next() {
    int length = Math.clamp(size, SMALLEST_BLOCK, LARGEST_BLOCK);
    if (body.announced() > size) {
      length = (int) Math.min(body.announced() - size, LARGEST_BLOCK);
    }
    if (!body.reserve((long) COPIES * length)) {
      throw new HttpException(503, "The server has no memory left for this request body");
    }
    if (used > 0) {
      full.add(block);
    }
    block = new byte[length];
    used = 0;
  }

  /** Returns all bytes; to be called once, at the end. */
  byte[] toArray() {
    if (full.isEmpty() && used == block.length) {
      return block;
    }
    var all = new byte[size];
    int at = 0;
    for (var each : full) {
      System.arraycopy(each, 0, all, at, each.length);
      at += each.length;
    }
    System.arraycopy(block, 0, all, at, used);
    return all;
  }
}
