package httpd.logs;

import httpd.live.merged.PlacesId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of files that streams had, by their keys in ids: a client may come back while one of
 * them is between two steps of a rotation, and so is not there. Safe for all threads.
 */
final class ServedNames {

  private static final int MOST = 4096;

  private final Map<String, String> names =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST;
        }
      };

  synchronized void add(String name) {
    names.put(PlacesId.key(name), name);
  }

  synchronized boolean has(String name) {
    return name.equals(names.get(PlacesId.key(name)));
  }

  /** Returns the names of these keys, as far as they are known. */
  synchronized List<String> of(Set<String> keys) {
    var found = new ArrayList<String>();
    for (var key : keys) {
      var name = names.get(key);
      if (name != null) {
        found.add(name);
      }
    }
    return found;
  }
}
