/** The time, a line a second, for as long as somebody listens. */
Iterator<String> handle(Request request) {
  return new Iterator<>() {
    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public String next() {
      try {
        Thread.sleep(1000);
      } catch (InterruptedException e) {
        throw new NoSuchElementException("the client has left");
      }
      return LocalTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
  };
}
