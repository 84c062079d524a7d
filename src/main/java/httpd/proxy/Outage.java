package httpd.proxy;

import httpd.line.log.ServerLog;
import java.util.concurrent.atomic.AtomicBoolean;

/** The time without an upstream: one line in the log, however many wait for it. */
final class Outage {

  private static final System.Logger LOG = ServerLog.ofServer();

  private final String name;
  private final AtomicBoolean lasts = new AtomicBoolean();

  /**
   * None so far.
   *
   * @param name of the upstream
   */
  Outage(String name) {
    this.name = name;
  }

  /** A stream that ends is none: many do so now and then, and are there when asked again. */
  void begin(ReconnectingUpstream.Loss loss) {
    if (!loss.expected() && lasts.compareAndSet(false, true)) {
      LOG.log(System.Logger.Level.WARNING, "waiting for " + name + " to come back: " + loss.why());
    }
  }

  /** Something was left out, though the upstream is there. */
  void note(String note) {
    LOG.log(System.Logger.Level.WARNING, name + ": " + note + "; --max-line allows longer ones");
  }

  void end() {
    if (lasts.get()) {
      lasts.set(false);
    }
  }
}
