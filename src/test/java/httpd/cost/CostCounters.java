package httpd.cost;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the counted classes have done so far, on all threads. The boot loader loads it, so that a
 * class of the JDK can call it as well.
 */
public final class CostCounters {

  private static final AtomicLong INSTRUCTIONS = new AtomicLong();
  private static final AtomicLong SYSTEM_CALLS = new AtomicLong();

  private CostCounters() {}

  /** Called at the start of each basic block, with the number of instructions in it. */
  public static void block(int instructions) {
    INSTRUCTIONS.getAndAdd(instructions);
  }

  /** Called before each call of a native method of Netty's transport. */
  public static void systemCall() {
    SYSTEM_CALLS.getAndIncrement();
  }

  static long instructions() {
    return INSTRUCTIONS.get();
  }

  static long systemCalls() {
    return SYSTEM_CALLS.get();
  }
}
