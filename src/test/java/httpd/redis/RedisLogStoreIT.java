package httpd.redis;

import httpd.testing.Installed;
import httpd.testing.RedisServer;
import httpd.topic.LogStore;
import httpd.topic.LogStoreContract;
import httpd.topic.Retention;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The engine in Redis does what all engines do. */
class RedisLogStoreIT implements LogStoreContract {

  private static final AtomicInteger KEYS = new AtomicInteger();

  @TempDir static Path directory;
  private static RedisServer redis;

  @BeforeAll
  static void start() throws Exception {
    Installed.require("redis-server");
    redis = RedisServer.start(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    if (redis != null) {
      redis.close();
    }
  }

  @Override
  public LogStore open() throws Exception {
    return open("test" + KEYS.incrementAndGet(), Retention.ALL);
  }

  @Override
  public LogStore openSmall() throws Exception {
    return open("test" + KEYS.incrementAndGet(), new Retention(SMALL, Long.MAX_VALUE, null));
  }

  @Override
  public boolean isDurable() {
    return true;
  }

  @Override
  public LogStore openAgain() throws Exception {
    return open("test" + KEYS.get(), Retention.ALL);
  }

  private static LogStore open(String key, Retention retention) throws Exception {
    return RedisStore.open(RedisAddress.parse(redis.address(key)), null, retention);
  }
}
