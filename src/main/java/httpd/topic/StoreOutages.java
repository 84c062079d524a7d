package httpd.topic;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Tells those who listen when the server of a store goes away, and when it is back. */
public final class StoreOutages {

  /** Is told on any thread; must not wait. */
  public interface Listener {
    /** The server is away, as the text says; null once it is back. */
    void changed(@Nullable String notice);
  }

  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private volatile @Nullable String notice;

  /** The server is away, as a text says. */
  public void begin(String notice) {
    this.notice = notice;
    listeners.forEach(listener -> listener.changed(notice));
  }

  /** The server is back, if it was away. */
  public void end() {
    if (notice != null) {
      notice = null;
      listeners.forEach(listener -> listener.changed(null));
    }
  }

  /** Adds a listener, which is told of the next change. */
  public void add(Listener listener) {
    listeners.add(listener);
  }

  public void remove(Listener listener) {
    listeners.remove(listener);
  }

  /** Returns why the server is away, or null. */
  public @Nullable String notice() {
    return notice;
  }
}
