package httpd.cli.target;

import httpd.cli.option.Options;
import httpd.redis.RedisAddress;
import httpd.redis.RedisRefusedException;
import httpd.redis.RedisStore;
import httpd.route.TargetException;
import httpd.topic.LogStore;
import httpd.topic.Retention;
import org.jspecify.annotations.Nullable;

/** Opens the logs of {@code redis://}: apart, so that nothing of it is loaded without them. */
final class RedisPlace {

  private RedisPlace() {}

  /** A log keeps what {@code --keep} says, or a topic of a hub what {@code --replay} says. */
  static LogStore open(LogPlace place, Options options) throws TargetException {
    try {
      return RedisStore.open(
          RedisAddress.parse(place.text()), options.redisAuth(), retention(place, options));
    } catch (RedisRefusedException e) {
      throw wrong(e);
    }
  }

  /** Finds out whether the address can be meant, without a connection, and its password read. */
  static void check(LogPlace place, @Nullable Options options) throws TargetException {
    try {
      var _ = RedisAddress.parse(place.text());
      if (options != null) {
        RedisStore.checkCredentials(options.redisAuth());
      }
    } catch (RedisRefusedException e) {
      throw wrong(e);
    }
  }

  private static Retention retention(LogPlace place, Options options) {
    var keep = options.keep();
    return keep.equals(Retention.ALL) && place.kind().equals("hub")
        ? new Retention(Math.max(1, options.replay()), Long.MAX_VALUE, null)
        : keep;
  }

  private static TargetException wrong(RedisRefusedException refused) {
    return TargetException.wrong(String.valueOf(refused.getMessage()), refused.hint());
  }
}
