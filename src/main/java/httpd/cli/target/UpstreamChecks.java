package httpd.cli.target;

import httpd.line.log.ServerLog;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The checks of upstreams that the targets of this process have begun. */
final class UpstreamChecks {

  private static final System.Logger LOG = ServerLog.ofOperator();

  private static final Queue<AutoCloseable> OPEN = new ConcurrentLinkedQueue<>();

  private UpstreamChecks() {}

  static void add(AutoCloseable checks) {
    OPEN.add(checks);
  }

  /** Ends them. */
  static void closeAll() {
    for (var checks = OPEN.poll(); checks != null; checks = OPEN.poll()) {
      try {
        checks.close();
      } catch (Exception e) {
        LOG.log(Level.ERROR, "the checks of an upstream were not ended", e);
      }
    }
  }
}
