package httpd.file;

import httpd.line.blocking.LongWork;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The text of a listing, in parts that are sent one after the other. All answers with the same long
 * text share its parts, so that slow clients hold no copy each.
 */
final class ListingText {

  private static final int PART = 64 * 1024;

  private static final ConcurrentMap<String, Shared> NEWEST = new ConcurrentHashMap<>();
  private static final ReferenceQueue<List<String>> UNUSED = new ReferenceQueue<>();

  /** The parts of the newest answer under a key, as long as an answer uses them. */
  private static final class Shared extends WeakReference<List<String>> {
    private final String key;

    Shared(String key, List<String> parts) {
      super(parts, UNUSED);
      this.key = key;
    }
  }

  private final List<String> parts = new ArrayList<>();
  private final StringBuilder part = new StringBuilder();

  ListingText append(String text) {
    part.append(text);
    if (part.length() >= PART) {
      parts.add(part.toString());
      part.setLength(0);
      LongWork.giveTurn(); // As Listing does.
    }
    return this;
  }

  /**
   * Returns the parts of the whole text.
   *
   * @param key identifies the listing; texts are compared only under the same key
   */
  List<String> parts(String key) {
    if (!part.isEmpty() || parts.isEmpty()) {
      parts.add(part.toString());
    }
    var made = List.copyOf(parts);
    return made.size() == 1 ? made : share(key, made);
  }

  private static List<String> share(String key, List<String> made) {
    for (var gone = UNUSED.poll(); gone != null; gone = UNUSED.poll()) {
      NEWEST.remove(((Shared) gone).key, gone);
    }
    var known = NEWEST.get(key);
    var parts = known == null ? null : known.get();
    if (parts != null && parts.equals(made)) {
      return parts;
    }
    NEWEST.put(key, new Shared(key, made));
    return made;
  }
}
