/** An upstream that takes its time: a line every half second, and then it is done. */
Stream<String> handle() {
  return Stream.of("three", "two", "one", "lift-off")
      .peek(line -> LockSupport.parkNanos(500_000_000));
}
