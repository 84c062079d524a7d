package httpd.cli.target;

import httpd.cli.option.Options;
import httpd.redis.RedisAddress;
import httpd.redis.RedisRefusedException;
import httpd.redis.RedisStore;
import httpd.route.TargetException;
import httpd.topic.LogStore;
import httpd.topic.Retention;

/** Opens the logs of {@code redis://}: apart, so that nothing of it is loaded without them. */
final class RedisPlace {

  private RedisPlace() {}

  /** A hub keeps the events of {@code --replay}; streams keep everything. */
  static LogStore open(LogPlace place, Options options) throws TargetException {
    var retention =
        place.kind().equals("hub")
            ? new Retention(Math.max(1, options.replay()), Long.MAX_VALUE, null)
            : Retention.ALL;
    try {
      return RedisStore.open(RedisAddress.parse(place.text()), options.redisAuth(), retention);
    } catch (RedisRefusedException e) {
      throw TargetException.wrong(String.valueOf(e.getMessage()), e.hint());
    }
  }
}
