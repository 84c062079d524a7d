package httpd;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A map from objects, by identity, that holds them weakly: an entry lasts as long as its key. A
 * value must not refer to its key. Safe for all threads.
 */
final class WeakIdentityMap<V> {

  private final ConcurrentHashMap<Key, V> entries = new ConcurrentHashMap<>();
  private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

  /** Equals a key of the same object, and itself after that object was collected. */
  private static final class Key extends WeakReference<Object> {
    private final int hash;

    Key(Object of, @Nullable ReferenceQueue<Object> queue) {
      super(of, queue);
      hash = System.identityHashCode(of);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      var mine = get();
      return mine != null && other instanceof Key key && key.refersTo(mine);
    }
  }

  @Nullable V putIfAbsent(Object key, V value) {
    removeCollected();
    return entries.putIfAbsent(new Key(key, collected), value);
  }

  boolean replace(Object key, V before, V after) {
    return entries.replace(new Key(key, null), before, after);
  }

  int size() {
    removeCollected();
    return entries.size();
  }

  private void removeCollected() {
    for (Reference<?> gone; (gone = collected.poll()) != null; ) {
      entries.remove(gone);
    }
  }
}
