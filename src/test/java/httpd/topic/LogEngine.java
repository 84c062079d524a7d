package httpd.topic;

import org.junit.jupiter.api.Assumptions;

/** An engine of logs, as its tests open it. */
public interface LogEngine {

  /** How many records a log of {@link #openSmall} keeps at least. */
  int SMALL = 100;

  /** Opens an empty store whose logs keep everything; the test closes it. */
  LogStore open() throws Exception;

  /** The same, where nothing has to survive the machine: for many changes in little time. */
  default LogStore openQuick() throws Exception {
    return open();
  }

  /**
   * Opens an empty store whose logs keep {@link #SMALL} records, and not many more than ten times
   * as many of 1 KiB.
   */
  default LogStore openSmall() throws Exception {
    return Assumptions.abort("no bounded store is given");
  }

  /** Whether logs outlive their store. */
  default boolean isDurable() {
    return false;
  }

  /** Opens again what the last store that {@link #open} returned has left, after its close. */
  default LogStore openAgain() throws Exception {
    throw new UnsupportedOperationException("the logs have gone with their store");
  }
}
