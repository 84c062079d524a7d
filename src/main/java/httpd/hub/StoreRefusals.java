package httpd.hub;

import httpd.Headers;
import httpd.HttpException;
import httpd.line.log.ServerLog;
import httpd.topic.StoreFullException;
import httpd.topic.StoreUnavailableException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What clients are told while a store fails, and what the log is told once.
 *
 * <pre>
 *             a failure: logged
 *   WORKING ────────────────────► FAILING: clients are refused
 *      ▲      an append: logged      │
 *      └─────────────────────────────┘
 * </pre>
 */
final class StoreRefusals {

  private static final System.Logger LOG = ServerLog.ofOperator();
  private static final String RETRY_SECONDS =
      Long.toString(StoreUnavailableException.RETRY.toSeconds());

  private final String hub;
  private final AtomicBoolean failing = new AtomicBoolean();

  /** Those of a hub, which is its target. */
  StoreRefusals(String hub) {
    this.hub = hub;
  }

  /** Returns the response for what the store has failed with. */
  HttpException of(IOException failure) {
    if (failing.compareAndSet(false, true)) {
      LOG.log(System.Logger.Level.ERROR, hub + " refuses events: " + failure.getMessage());
    }
    if (failure instanceof StoreFullException) {
      return new HttpException(
          507, "507 Insufficient Storage: the store of this hub is full", Headers.EMPTY, failure);
    }
    boolean mayBeThere = failure instanceof StoreUnavailableException e && !e.isOutcomeKnown();
    return new HttpException(
        503,
        "503 Service Unavailable: the store of this hub cannot be used now; "
            + (mayBeThere ? "the event may be in it; " : "")
            + "try again later",
        Headers.of("Retry-After", RETRY_SECONDS),
        failure);
  }

  /** The store works. */
  void none() {
    if (failing.get() && failing.compareAndSet(true, false)) {
      LOG.log(System.Logger.Level.INFO, hub + " takes events again");
    }
  }
}
