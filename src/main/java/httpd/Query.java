package httpd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request, {@code ?tag=a&tag=b&page=2}. Names may repeat, and keep their order. It
 * is decoded as a form (percent-encoded UTF-8, {@code +} for a blank); a name without {@code =} has
 * the value "".
 *
 * @param raw as the client sent it, without the {@code ?}; "" for a target without a query
 */
public record Query(String raw) {

  /** No query. */
  public static final Query NONE = new Query("");

  /** Returns the first value of a name, or null. */
  public @Nullable String get(String name) {
    var values = all(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  /** Returns all values of a name, in order. */
  public List<String> all(String name) {
    return asMap().getOrDefault(name, List.of());
  }

  /** Returns whether the name is there, with or without a value. */
  public boolean has(String name) {
    return asMap().containsKey(name);
  }

  /**
   * Returns names and their values, in order.
   *
   * @throws HttpException 400 if a percent escape is broken
   */
  public Map<String, List<String>> asMap() {
    var values = new LinkedHashMap<String, List<String>>();
    for (var pair : raw.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        var name = equals < 0 ? pair : pair.substring(0, equals);
        var value = equals < 0 ? "" : pair.substring(equals + 1);
        values.computeIfAbsent(decode(name), key -> new ArrayList<>()).add(decode(value));
      }
    }
    values.replaceAll((name, all) -> Collections.unmodifiableList(all));
    return Collections.unmodifiableMap(values);
  }

  private static String decode(String text) {
    return PercentEncoding.decode(text.replace('+', ' '));
  }
}
