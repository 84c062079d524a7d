/** The time, a line a second. It may block: each client has a virtual thread of its own. */
Stream<String> handle() {
  return Stream.generate(() -> {
    LockSupport.parkNanos(1_000_000_000);
    return "%tT".formatted(LocalTime.now());
  });
}
