package httpd.cli.target;

import httpd.cli.option.Options;
import httpd.route.TargetException;
import httpd.topic.LogStore;
import httpd.topic.MemoryLogStore;
import httpd.topic.Retention;

/**
 * Where the logs of a target are kept, as it is written after {@code hub:} and {@code streams:}:
 * nothing is memory, {@code redis://HOST:PORT/KEY} a Redis server, anything else a directory.
 */
record LogPlace(String kind, String text) {

  boolean isMemory() {
    return text.isEmpty();
  }

  boolean isRedis() {
    return text.startsWith("redis://") || text.startsWith("rediss://");
  }

  /** Opens its store, or returns the one that another target of this process has opened. */
  LogStore open(Options options, Retention inMemory) throws TargetException {
    if (isMemory()) {
      return new MemoryLogStore(inMemory);
    }
    if (isRedis()) {
      return RedisPlace.open(this, options);
    }
    throw TargetException.wrong(
        kind + ": has no engine for " + text, "write " + kind + ": for memory");
  }

  @Override
  public String toString() {
    return kind + ":" + text;
  }
}
