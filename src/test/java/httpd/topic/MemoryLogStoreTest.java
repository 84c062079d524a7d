package httpd.topic;

/** SPEC, "Logs": the logs in memory. */
class MemoryLogStoreTest implements LogStoreContract {

  @Override
  public LogStore open() {
    return new MemoryLogStore(Retention.ALL);
  }

  @Override
  public LogStore openSmall() {
    return new MemoryLogStore(new Retention(SMALL, Long.MAX_VALUE, null));
  }
}
