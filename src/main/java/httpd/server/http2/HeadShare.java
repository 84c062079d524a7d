package httpd.server.http2;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.server.request.ClientText;
import httpd.server.request.MemoryShare;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** The memory of a long head, which its stream holds until it is over. */
final class HeadShare {

  /** Bytes that are not counted: most heads are shorter. */
  private static final int FREE = 2048;

  /** A field takes about three times its bytes: as it came, as text, and as an object. */
  private static final long COST = 3;

  private final MemoryShare memory;
  private final boolean granted;

  private HeadShare(MemoryShare memory, boolean granted) {
    this.memory = memory;
    this.granted = granted;
  }

  /** Takes the memory of a head of so many bytes; null if it is short. */
  static @Nullable HeadShare of(Limits limits, Channel channel, int size) {
    if (size <= FREE) {
      return null;
    }
    var memory =
        new MemoryShare(limits.of(Bound.BODY_MEMORY), 1, () -> ClientText.answered(503, channel));
    return new HeadShare(memory, memory.take(COST * size));
  }

  boolean isGranted() {
    return granted;
  }

  void release() {
    memory.leave();
  }
}
