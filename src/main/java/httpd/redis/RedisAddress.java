package httpd.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where logs are kept: {@code redis://HOST:PORT/KEY}, or {@code rediss:} for TLS.
 *
 * @param key what the names of all keys begin with
 */
public record RedisAddress(boolean isSecure, String host, int port, int database, String key) {

  private static final int PORT = 6379;
  private static final Pattern DATABASE = Pattern.compile("db=([0-9]{1,4})");
  private static final String FORM = "write redis://HOST:PORT/KEY, as redis://127.0.0.1:6379/chat";

  /** Reads an address; the message of what is thrown does not repeat a password. */
  public static RedisAddress parse(String text) throws RedisRefusedException {
    var uri = uri(text);
    if (uri.getRawUserInfo() != null || text.contains("@")) {
      throw new RedisRefusedException(
          "the address of Redis must not have a user or a password in it",
          "write USER:PASSWORD, or the password alone, to a file and give --redis-auth FILE");
    }
    var scheme = uri.getScheme();
    if (!"redis".equals(scheme) && !"rediss".equals(scheme)) {
      throw new RedisRefusedException(
          scheme + ": is not supported", "name one server, the master: redis://HOST:PORT/KEY");
    }
    if (uri.getHost() == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
      throw new RedisRefusedException(text + " has no valid host and port", FORM);
    }
    if (uri.getRawFragment() != null) {
      throw new RedisRefusedException(text + " has a fragment", FORM);
    }
    var host = uri.getHost();
    return new RedisAddress(
        "rediss".equals(scheme),
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        uri.getPort() < 0 ? PORT : uri.getPort(),
        database(uri.getRawQuery()),
        key(text, uri.getPath()));
  }

  private static URI uri(String text) throws RedisRefusedException {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new RedisRefusedException("the address of Redis is not a URL", FORM);
    }
  }

  private static int database(@Nullable String query) throws RedisRefusedException {
    if (query == null) {
      return 0;
    }
    var matcher = DATABASE.matcher(query);
    if (!matcher.matches()) {
      throw new RedisRefusedException(
          "?" + query + " does not name a database", "write ?db=N, as ?db=1, or leave it out");
    }
    return Integer.parseInt(matcher.group(1));
  }

  private static String key(String text, String path) throws RedisRefusedException {
    var key = path.startsWith("/") ? path.substring(1) : path;
    if (key.isEmpty()) {
      throw new RedisRefusedException(text + " names no key", FORM);
    }
    if (key.chars().anyMatch(c -> c == '{' || c == '}' || Character.isISOControl(c))) {
      throw new RedisRefusedException(
          text + " has braces or control characters in its key", "use letters, digits and :");
    }
    return key;
  }

  /** The server without the key, for messages. */
  public String server() {
    return (isSecure ? "rediss://" : "redis://") + authority();
  }

  private String authority() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
