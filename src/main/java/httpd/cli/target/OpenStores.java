package httpd.cli.target;

import httpd.line.log.ServerLog;
import httpd.route.TargetException;
import httpd.topic.LogStore;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The stores that targets of this process have opened: one for each place, however many targets
 * name it. They are closed after the server.
 */
public final class OpenStores implements AutoCloseable {

  private static final System.Logger LOG = ServerLog.ofOperator();
  private static final OpenStores ALL = new OpenStores();

  /** Opens a store. */
  @FunctionalInterface
  interface Opening {
    LogStore open() throws TargetException;
  }

  /** Guarded by this. */
  private final Map<String, LogStore> stores = new LinkedHashMap<>();

  private OpenStores() {}

  /** Returns those of the process, to be closed when it serves no more. */
  public static OpenStores ofTheProcess() {
    return ALL;
  }

  /** Returns the store of a place, which is opened unless it is open. */
  synchronized LogStore at(String place, Opening opening) throws TargetException {
    var known = stores.get(place);
    if (known == null) {
      known = opening.open();
      stores.put(place, known);
    }
    return known;
  }

  @Override
  public synchronized void close() {
    UpstreamChecks.closeAll();
    RecordingOptions.closeAll();
    for (var store : stores.entrySet()) {
      try {
        store.getValue().close();
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "the logs of " + store.getKey() + " were not closed", e);
      }
    }
    stores.clear();
  }
}
