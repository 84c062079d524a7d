package httpd.server.request;

/** The memory of a head or trailer that is not complete yet. */
final class HeadMemory {

  /** Bytes that are not counted: most heads are shorter. */
  private static final int FREE = 2048;

  /** A field takes about three times its bytes: in the decoder, as text, and as an object. */
  private static final long COST = 3;

  private final MemoryShare memory;
  private long counted;

  HeadMemory(MemoryShare memory) {
    this.memory = memory;
  }

  /** Counts bytes; returns whether there is memory for so many. */
  boolean count(int bytes) {
    long cost = bytes > FREE ? COST * bytes : 0;
    if (cost > counted) {
      if (!memory.take(cost - counted)) {
        return false;
      }
      counted = cost;
    }
    return true;
  }

  /** Leaves what is counted to a head, which holds it until its request is answered. */
  void leaveTo(CountedRequest head) {
    head.holds(counted);
    counted = 0;
  }

  void release() {
    memory.release(counted);
    counted = 0;
  }
}
