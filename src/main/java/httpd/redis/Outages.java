package httpd.redis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Tells those who listen when the server goes away, and when it is back. Safe for all threads. */
final class Outages {

  /** Is told on any thread; must not wait. */
  interface Listener {
    /** The server is away, as the text says; null once it is back. */
    void changed(@Nullable String notice);
  }

  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private volatile @Nullable String notice;

  void begin(String notice) {
    this.notice = notice;
    listeners.forEach(listener -> listener.changed(notice));
  }

  void end() {
    if (notice != null) {
      notice = null;
      listeners.forEach(listener -> listener.changed(null));
    }
  }

  void add(Listener listener) {
    listeners.add(listener);
  }

  void remove(Listener listener) {
    listeners.remove(listener);
  }

  @Nullable String notice() {
    return notice;
  }
}
