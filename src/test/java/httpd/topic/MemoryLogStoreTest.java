package httpd.topic;

/** SPEC, "Logs": the logs in memory. */
class MemoryLogStoreTest implements LogStoreContract {

  @Override
  public LogStore open() {
    return new MemoryLogStore(Retention.ALL);
  }
}
