package httpd.server;

import httpd.line.log.ServerLog;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An access log that may throw: the event is lost, the response is not. Each class of failure is
 * logged once, since it may happen with every request.
 */
final class GuardedAccessLog implements AccessLog {

  private static final System.Logger LOG = ServerLog.ofServer();
  private static final int MOST_KINDS = 16;

  private final AccessLog log;
  private final Set<String> kinds = ConcurrentHashMap.newKeySet();

  private GuardedAccessLog(AccessLog log) {
    this.log = log;
  }

  @SuppressWarnings("ReferenceEquality") // There is one OFF.
  static AccessLog of(AccessLog log) {
    return log == AccessLog.OFF ? log : new GuardedAccessLog(log);
  }

  @Override
  public void record(AccessEvent event) {
    try {
      log.record(event);
    } catch (Throwable failure) { // Its Errors, too, must not harm the connection.
      if (kinds.size() < MOST_KINDS && kinds.add(failure.getClass().getName())) {
        LOG.log(
            System.Logger.Level.ERROR,
            "the access log failed, and lost a line; this is not said again for "
                + failure.getClass().getName(),
            failure);
      }
    }
  }
}
