package httpd.coding;

import java.util.concurrent.ArrayBlockingQueue;

/**
 * The encoders of threads, each of which uses one for a moment. As many as there are processors are
 * kept; one more than that is closed after its use. Safe for all threads.
 */
final class EncoderPool {

  private static final EncoderPool OF_THE_PROCESS =
      new EncoderPool(Runtime.getRuntime().availableProcessors());

  interface Use<T> {
    T with(BlockEncoder encoder);
  }

  private final ArrayBlockingQueue<BlockEncoder> idle;

  EncoderPool(int most) {
    idle = new ArrayBlockingQueue<>(most);
  }

  static EncoderPool ofTheProcess() {
    return OF_THE_PROCESS;
  }

  <T> T use(Use<T> use) {
    var kept = idle.poll();
    var encoder = kept == null ? BlockEncoder.usual() : kept;
    try {
      return use.with(encoder);
    } finally {
      if (!idle.offer(encoder)) {
        encoder.close();
      }
    }
  }
}
