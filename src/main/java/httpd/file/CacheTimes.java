package httpd.file;

import httpd.http.MediaType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How long caches may use files without asking again, by kind: {@code .css} is an ending, {@code
 * text/css} a media type, {@code image} all types of images. The closest kind counts, in this
 * order.
 *
 * @param times by kind, in lower case
 */
public record CacheTimes(Map<String, Duration> times) {

  /** Caches ask each time. */
  public static final CacheTimes NONE = new CacheTimes(Map.of());

  private static final String ASK_AGAIN = "no-cache";

  private static final Pattern KIND =
      Pattern.compile(
          "\\.[a-z0-9_-]+|(application|audio|font|image|message|model|multipart|text|video)"
              + "(/[a-z0-9][a-z0-9.+-]*)?");

  /** From this time on, a file counts as one that never changes (RFC 8246). */
  private static final Duration FOR_EVER = Duration.ofDays(365);

  public CacheTimes {
    times = Map.copyOf(times);
  }

  /** Whether a text, in lower case, can be a kind. */
  public static boolean isKind(String text) {
    return KIND.matcher(text).matches();
  }

  /** Returns these times and another one. */
  public CacheTimes with(String kind, Duration time) {
    var more = new HashMap<>(times);
    more.put(kind, time);
    return new CacheTimes(more);
  }

  /** Returns the {@code Cache-Control} of a file of this name. */
  String cacheControl(String name) {
    if (times.isEmpty()) {
      return ASK_AGAIN;
    }
    var time = time(name.toLowerCase(Locale.ROOT), MediaType.of(name));
    if (time.isZero()) {
      return ASK_AGAIN;
    }
    var age = "max-age=" + time.toSeconds();
    return time.compareTo(FOR_EVER) < 0 ? age : age + ", immutable";
  }

  private Duration time(String name, String type) {
    var essence = type.split(";", 2)[0];
    var main = essence.split("/", 2)[0];
    int dot = name.lastIndexOf('.');
    var ending = dot < 0 ? "" : name.substring(dot);
    var byType = times.getOrDefault(essence, times.getOrDefault(main, Duration.ZERO));
    return times.getOrDefault(ending, byType);
  }
}
