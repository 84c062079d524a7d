package httpd.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
    assumeTrue(RedisServer.isInstalled(), "redis-server is not installed");
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
    var address = RedisAddress.parse(redis.address("test" + KEYS.incrementAndGet()));
    return RedisStore.open(address, null, Retention.ALL);
  }
}
