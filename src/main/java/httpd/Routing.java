package httpd;

import java.util.HashMap;
import java.util.Map;

/**
 * What routers have noted in a request.
 *
 * @param params what the names in patterns matched; copied
 * @param base the part of the path that was stripped, percent-encoded
 * @param basePattern the pattern of that part
 * @param noted has the pattern that was matched last; all copies of a request share it
 */
record Routing(Map<String, String> params, String base, String basePattern, Noted noted) {

  Routing {
    params = Map.copyOf(params);
  }

  static Routing none() {
    return new Routing(Map.of(), "", "", new Noted());
  }

  Routing withParams(Map<String, String> other) {
    return new Routing(other, base, basePattern, noted);
  }

  /** Adds the params of a matched route to those of the routes that it is mounted at. */
  Routing matched(String pattern, Map<String, String> more) {
    noted.route = basePattern.isEmpty() ? pattern : basePattern + pattern;
    if (more.isEmpty() && params.isEmpty()) {
      return this;
    }
    var all = new HashMap<>(params);
    all.remove(Request.BELOW);
    all.putAll(more);
    return withParams(all);
  }

  /** Notes a stripped part of the path, without the slash at its end. */
  Routing stripped(String part) {
    var pattern = noted.route;
    return new Routing(
        params,
        base + part,
        pattern == null ? "" : pattern.substring(0, pattern.length() - 1),
        noted);
  }
}
