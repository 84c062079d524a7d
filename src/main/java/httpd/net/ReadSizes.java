package httpd.net;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * The sizes of the buffers that connections of clients are read into. One estimate serves all
 * connections of an event loop: each of its own would take 144 bytes, for a stream whose client
 * sends nothing. An event loop reads one connection at a time, to the end of the read, so that the
 * state of a read is never another connection's.
 */
final class ReadSizes implements RecvByteBufAllocator {

  /** Reads of one connection before the others of its loop have their turn, as Netty has it. */
  private static final int READS_AT_ONCE = 16;

  static final RecvByteBufAllocator OF_CLIENTS = new ReadSizes();

  private final RecvByteBufAllocator adaptive =
      new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(READS_AT_ONCE);

  private final FastThreadLocal<ExtendedHandle> ofThisLoop =
      new FastThreadLocal<>() {
        @Override
        protected ExtendedHandle initialValue() {
          return (ExtendedHandle) adaptive.newHandle();
        }
      };

  private ReadSizes() {}

  /** On the event loop. */
  @Override
  public ExtendedHandle newHandle() {
    return ofThisLoop.get();
  }
}
