package httpd.recording;

import httpd.line.log.ServerLog;
import httpd.topic.Log;
import httpd.topic.LogDeletedException;
import httpd.topic.MemoryLog;
import java.io.IOException;

/** What a run writes to its log beside its records, for another process. */
final class RunNotes {

  private static final System.Logger LOG = ServerLog.ofServer();

  private RunNotes() {}

  /** Notes a place, from which the other process counts bytes if all before it is dropped. */
  static void place(Log log, Place place) throws IOException {
    if (!(log instanceof MemoryLog)) {
      log.set(RunAttributes.PLACE, place.bytes() + " " + place.records());
    }
  }

  /** Notes that a run is over: without that note it has failed. */
  static void over(Log log, Outcome how) {
    try {
      log.set(RunAttributes.OVER_SINCE, Long.toString(System.currentTimeMillis()));
      log.set(RunAttributes.OUTCOME, how.toAttribute());
    } catch (LogDeletedException forgotten) {
      // Another process will not find the run.
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the end of a recording could not be noted", e);
    }
  }
}
