package httpd.topic;

/** The memory that the logs of a store may take together. Safe for all threads; never waits. */
public interface MemoryBudget {

  /** No bound. */
  MemoryBudget UNBOUNDED =
      new MemoryBudget() {
        @Override
        public boolean take(long bytes) {
          return true;
        }

        @Override
        public void release(long bytes) {}

        @Override
        public String fullness() {
          return "";
        }
      };

  /** Takes some of what is left; false if there is less, and nothing is taken. */
  boolean take(long bytes);

  /** Gives back what was taken. */
  void release(long bytes);

  /** Says what is full, and the remedy, for those who add something. */
  String fullness();
}
