package httpd.recording;

import httpd.HttpException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which runs there are. Safe for all threads. Its lock guards the tables; the lock of a {@link
 * Recording} may be acquired while it is held, never the reverse.
 */
final class RunTable {

  /** Statuses by which a request was refused, so that its repetition is a new one. */
  private static final Set<Integer> REFUSALS = Set.of(429, 503);

  // Guarded by this.
  private final Map<String, Run> runs = new HashMap<>();
  private final Map<RunKey.Name, Run> keys = new HashMap<>();

  /** Those that are over, the one that ended first before the others. */
  private final LinkedHashSet<Recording> over = new LinkedHashSet<>();

  private final Set<Recording> expired = new LinkedHashSet<>();

  /**
   * Returns the run that has a key, or null.
   *
   * @throws HttpException 422 if another request has the key
   */
  synchronized @Nullable Run withKey(@Nullable RunKey key) {
    var known = key == null ? null : keys.get(key.id());
    if (key != null
        && known != null
        && known.key() != null
        && !known.key().request().equals(key.request())) {
      throw new HttpException(422, "This " + RunKey.FIELD + " was used for another request");
    }
    return known;
  }

  /** Adds a run, unless another has its key: then that one is returned. */
  synchronized Run add(Run run) {
    var known = withKey(run.key());
    if (known != null) {
      return known;
    }
    runs.put(run.id(), run);
    if (run.key() != null && !isRefusal(run)) {
      keys.put(run.key().id(), run);
    }
    return run;
  }

  synchronized @Nullable Run find(String id) {
    return runs.get(id);
  }

  /** Removes a run; false if it was removed before. */
  synchronized boolean remove(Run run) {
    freeKey(run);
    return runs.remove(run.id(), run);
  }

  /** Removes a run with its recording; false if it was removed before. */
  synchronized boolean remove(Recording recording) {
    over.remove(recording);
    expired.remove(recording);
    return remove(recording.run());
  }

  private void freeKey(Run run) {
    if (run.key() != null) {
      keys.remove(run.key().id(), run);
    }
  }

  /**
   * Notes that a run is over; false if it is removed. A refusal, and a shared run, lose their key.
   */
  synchronized boolean over(Recording recording) {
    var run = recording.run();
    if (!runs.containsKey(run.id())) {
      return false;
    }
    over.add(recording);
    if (run.isShared() || isRefusal(run)) {
      freeKey(run);
    }
    return true;
  }

  private static boolean isRefusal(Run run) {
    var recorded = run.recorded();
    return recorded != null && REFUSALS.contains(recorded.head().status());
  }

  synchronized void expire(Recording recording) {
    if (over.contains(recording)) {
      expired.add(recording);
    }
  }

  synchronized boolean mayGo(Recording recording) {
    return expired.contains(recording) && !recording.hasReaders();
  }

  /** Returns the run that ended first and is not being read, or null. */
  synchronized @Nullable Recording firstUnread() {
    return over.stream().filter(recording -> !recording.hasReaders()).findFirst().orElse(null);
  }

  synchronized List<Recording> recordings() {
    var all = new ArrayList<Recording>();
    for (var run : runs.values()) {
      var recorded = run.recorded();
      if (recorded != null) {
        all.add(recorded.recording());
      }
    }
    return all;
  }
}
