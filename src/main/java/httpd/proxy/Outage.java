package httpd.proxy;

import httpd.line.log.ServerLog;
import java.util.concurrent.atomic.AtomicBoolean;

/** The time without an upstream: one line in the log, however many clients wait for it. */
final class Outage {

  private static final System.Logger LOG = ServerLog.ofServer();

  private final String name;
  private final AtomicBoolean lasts = new AtomicBoolean();

  Outage(String name) {
    this.name = name;
  }

  /** Begins, and logs so once. An expected end does not count: many streams end now and then. */
  void begin(ReconnectingUpstream.Loss loss) {
    if (!loss.expected() && lasts.compareAndSet(false, true)) {
      LOG.log(System.Logger.Level.WARNING, "waiting for " + name + " to come back: " + loss.why());
    }
  }

  void note(String note) {
    LOG.log(System.Logger.Level.WARNING, name + ": " + note + "; --max-line allows longer ones");
  }

  void end() {
    if (lasts.get()) {
      lasts.set(false);
    }
  }
}
