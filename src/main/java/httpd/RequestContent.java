package httpd;

import httpd.line.ForwardingSource;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.split.LineSplitter;
import httpd.line.split.LongLines;

/**
 * The body of a request as it arrives: lines, or pieces for a reader that asks for them. A test
 * makes one of bytes or of any source; only the server's has a length limit and a share of memory.
 */
public interface RequestContent extends LineSource {

  /** A body that has arrived. */
  static RequestContent of(byte[] bytes) {
    var queue = new LineQueue(Integer.MAX_VALUE);
    var splitter = new LineSplitter(bytes.length, LongLines.PIECES); // No line is longer than all.
    splitter.split(bytes, 0, bytes.length, line -> queue.offer(line, () -> {}));
    splitter.end(line -> queue.offer(line, () -> {}));
    queue.end();
    return of(queue);
  }

  /** The body that a source gives. */
  static RequestContent of(LineSource source) {
    final class Given extends ForwardingSource implements RequestContent {
      Given() {
        super(source);
      }
    }
    return new Given();
  }

  /**
   * Asks for pieces instead of lines: from now on the bytes are cut anywhere, have no line endings
   * of their own, and no line is too long. To be called before the first poll, by any thread.
   */
  default void asPieces() {}

  /**
   * Announces that the reader waits for the end of the body before it uses any of it, so that a
   * client that sends slowly delays it. To be called before the first poll, by any thread.
   */
  default void gathered() {}

  /** The length that {@code Content-Length} announces; negative without that field. */
  default long announced() {
    return -1;
  }

  /** The number of bytes that the server takes at most; 0 for no limit. */
  default long longest() {
    return 0;
  }

  /**
   * Reserves memory in which the reader gathers the body. The server releases it when the exchange
   * has ended. By any thread.
   *
   * @return false if there is no memory left: all that was reserved before is released, and the
   *     reader drops what it has gathered
   */
  default boolean reserve(long bytes) {
    return true;
  }
}
