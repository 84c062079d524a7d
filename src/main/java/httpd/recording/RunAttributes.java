package httpd.recording;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the log of a run says of it, so that another process can go on with it. */
record RunAttributes(Run run, RunHead head) {

  static final String OUTCOME = "outcome";
  static final String OVER_SINCE = "over-since";
  static final String PLACE = "place";

  private static final String PATH = "path";
  private static final String USER = "user";
  private static final String KEY = "key";
  private static final String REQUEST = "request";
  private static final String SHARED = "shared";

  Map<String, String> toMap() {
    var map = new HashMap<>(head.toAttributes());
    map.put(PATH, run.scope().path());
    put(map, USER, run.scope().user());
    put(map, SHARED, run.isShared() ? "" : null);
    var key = run.key();
    if (key != null && !run.isShared()) {
      map.put(KEY, key.name());
      map.put(REQUEST, key.request());
    }
    return map;
  }

  private static void put(Map<String, String> map, String name, @Nullable String value) {
    if (value != null) {
      map.put(name, value);
    }
  }

  static RunAttributes of(String id, Map<String, String> map) {
    var scope = new RunScope(map.getOrDefault(PATH, ""), map.get(USER));
    var name = map.get(KEY);
    var key = name == null ? null : new RunKey(scope, name, map.getOrDefault(REQUEST, ""));
    return new RunAttributes(
        new Run(id, scope, key, map.containsKey(SHARED)), RunHead.ofAttributes(map));
  }
}
