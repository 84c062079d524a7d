package httpd.cli.target;

import httpd.cli.option.Options;
import httpd.disk.DamagedLogException;
import httpd.disk.DiskSettings;
import httpd.disk.DiskStore;
import httpd.disk.DiskStoreException;
import httpd.disk.SyncPolicy;
import httpd.route.TargetException;
import httpd.topic.LogStore;
import httpd.topic.MemoryLogStore;
import httpd.topic.Retention;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the logs of a target are kept, as it is written after {@code hub:} and {@code streams:}:
 * nothing is memory, {@code redis://HOST:PORT/KEY} a Redis server, anything else a directory.
 */
record LogPlace(String kind, String text) {

  /** An address of Redis that is not one, or another address, and not {@code ./NAME}. */
  private static final Pattern ADDRESS =
      Pattern.compile("rediss?:.*|[a-z+]+:/.*", Pattern.CASE_INSENSITIVE);

  boolean isMemory() {
    return text.isEmpty();
  }

  /** Whether it is meant as an address of Redis; only some of these are supported. */
  boolean isRedis() {
    return text.contains("://") && (text.startsWith("redis") || text.startsWith("valkey"));
  }

  /** Whether an option says something of stores like this one. */
  boolean uses(String option) {
    return switch (option) {
      case "--sync" -> !isMemory() && !isRedis();
      case "--keep" -> !isMemory();
      case "--redis-auth" -> isRedis();
      default -> false;
    };
  }

  /** Refuses an address in place of a directory. */
  private void refuseAddress() throws TargetException {
    if (ADDRESS.matcher(text).matches()) {
      throw TargetException.wrong(
          text + " is not an address of Redis",
          "write %s:redis://HOST:PORT/KEY, or %1$s:./%s for a directory of that name"
              .formatted(kind, text));
    }
  }

  /** Opens its store, or returns the one that another target of this process has opened. */
  LogStore open(Options options, Retention inMemory) throws TargetException {
    if (isMemory()) {
      return new MemoryLogStore(inMemory);
    }
    if (isRedis()) {
      return OpenStores.ofTheProcess().at(toString(), () -> RedisPlace.open(this, options));
    }
    refuseAddress();
    var path = Path.of(text);
    return OpenStores.ofTheProcess()
        .at(realPath(path).toString(), () -> openDirectory(path, options));
  }

  private static LogStore openDirectory(Path path, Options options) throws TargetException {
    var settings = DiskSettings.DEFAULT.with(options.sync()).with(options.keep());
    try {
      return DiskStore.open(path, settings);
    } catch (IOException e) {
      throw notOpened(path, e);
    }
  }

  /** Opens the store of recorded runs, which targets do not share. */
  static LogStore openRecordings(Path path, SyncPolicy sync, long bytes) throws TargetException {
    var kept = new Retention(Long.MAX_VALUE, bytes, null);
    try {
      return DiskStore.open(path, DiskSettings.DEFAULT.with(sync).with(kept));
    } catch (IOException e) {
      throw notOpened(path, e);
    }
  }

  /** Finds out without a change whether {@link #open} would fail. */
  void check(@Nullable Options options) throws TargetException {
    if (isRedis()) {
      RedisPlace.check(this, options);
    }
    if (isMemory() || isRedis()) {
      return;
    }
    refuseAddress();
    var path = Path.of(text);
    try {
      DiskStore.check(path);
    } catch (IOException e) {
      throw notOpened(path, e);
    }
  }

  static TargetException notOpened(Path path, IOException failure) {
    if (failure instanceof DiskStoreException known) {
      var message = String.valueOf(known.getMessage());
      return known.isArgumentWrong()
          ? TargetException.wrong(message, known.remedy())
          : TargetException.failed(message, known.remedy(), null);
    }
    var reason = failure instanceof DamagedLogException ? failure.getMessage() : failure.toString();
    return TargetException.failed(
        "the logs in " + path + " cannot be opened: " + reason,
        "look at that file and its disk, or name another directory",
        failure);
  }

  /** The same for two names of one directory. */
  private static Path realPath(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) { // It is not there yet, or opening it says why.
      return path.toAbsolutePath().normalize();
    }
  }

  @Override
  public String toString() {
    return kind + ":" + text;
  }
}
