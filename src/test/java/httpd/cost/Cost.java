package httpd.cost;

import java.util.Locale;

/** What was done: allocated bytes, executed instructions, system calls. */
record Cost(double bytes, double instructions, double systemCalls) {

  /** What still counts as the same. Bytes repeat to 0.1 %, since C1 allocates what it is told. */
  private static final Cost SAME = new Cost(1.02, 1.05, 1.25);

  /** The way to a thread and back takes more or fewer system calls, as the scheduler has it. */
  private static final double SYSTEM_CALLS_AT_LEAST = 0.02;

  static Cost parse(String text) {
    var numbers = text.strip().split(" +");
    return new Cost(
        Double.parseDouble(numbers[0]),
        Double.parseDouble(numbers[1]),
        Double.parseDouble(numbers[2]));
  }

  Cost minus(Cost other) {
    return new Cost(
        bytes - other.bytes, instructions - other.instructions, systemCalls - other.systemCalls);
  }

  /** The cost of one of several. */
  Cost each(int times) {
    return new Cost(bytes / times, instructions / times, systemCalls / times);
  }

  /** The smaller of each figure. */
  Cost min(Cost other) {
    return new Cost(
        Math.min(bytes, other.bytes),
        Math.min(instructions, other.instructions),
        Math.min(systemCalls, other.systemCalls));
  }

  /** Whether this is more than what is kept, beyond a spread of the bytes in percent. */
  boolean exceeds(Cost kept, int spread) {
    return bytes > kept.bytes * (SAME.bytes + spread / 100.0)
        || instructions > kept.instructions * SAME.instructions
        || systemCalls > kept.systemCalls * SAME.systemCalls + SYSTEM_CALLS_AT_LEAST;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%8.0f %8.0f %8.3f", bytes, instructions, systemCalls);
  }
}
