package httpd.cost;

import java.util.Locale;

/** What was done: allocated bytes, executed instructions, system calls. */
record Cost(double bytes, double instructions, double systemCalls) {

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

  /** Whether one of the figures is beyond its bound. */
  boolean exceeds(Cost bound) {
    return bytes > bound.bytes
        || instructions > bound.instructions
        || systemCalls > bound.systemCalls;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%8.0f %8.0f %8.3f", bytes, instructions, systemCalls);
  }
}
