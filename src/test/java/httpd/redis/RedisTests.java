package httpd.redis;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import httpd.line.Line;
import httpd.line.PositionedSource;
import httpd.testing.Eventually;
import httpd.topic.Append;
import httpd.topic.AppendResult.Appended;
import httpd.topic.Log;
import httpd.topic.LogStore.Blueprint;
import httpd.topic.Retention;
import httpd.topic.StoreUnavailableException;
import httpd.topic.Topic.Resumption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** What the tests of logs in Redis have in common. */
final class RedisTests {

  /** Shorter than the program's, so that a Redis that does not answer is given up soon. */
  static final Duration PATIENCE = Duration.ofMillis(500);

  private RedisTests() {}

  static RedisStore open(String address) throws Exception {
    return open(address, Retention.ALL);
  }

  static RedisStore open(String address, Retention retention) throws Exception {
    return RedisStore.open(RedisAddress.parse(address), null, retention);
  }

  /** For a Redis that does not answer. */
  static RedisStore openImpatient(String address) throws Exception {
    return RedisStore.open(RedisAddress.parse(address), null, Retention.ALL, PATIENCE);
  }

  /** The log of a name, which is created if there is none. */
  static Log log(RedisStore store, String name) throws Exception {
    return store.create(name, new Blueprint(Map.of(), null, Append.of(List.of()))).log();
  }

  static Log found(RedisStore store, String name) throws Exception {
    return requireNonNull(store.find(name), name);
  }

  static PositionedSource after(Log log, String position) throws Exception {
    return assertInstanceOf(Resumption.Found.class, log.after(position)).source();
  }

  static String append(Log log, String record) throws Exception {
    return assertInstanceOf(Appended.class, appended(log, Append.of(Line.of(record)))).position();
  }

  static Object appended(Log log, Append append) throws Exception {
    try {
      return log.append(append).get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  interface Step<T> {
    T take() throws Exception;
  }

  /** Repeats a step until the store can be used. */
  static <T> T eventually(Step<T> step) {
    var result = new AtomicReference<T>();
    Eventually.isFine(() -> {
      try {
        result.set(step.take());
        return null;
      } catch (StoreUnavailableException e) {
        return e.toString();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
    return result.get();
  }
}
