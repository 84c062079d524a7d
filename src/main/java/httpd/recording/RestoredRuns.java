package httpd.recording;

import httpd.line.log.ServerLog;
import httpd.recording.Run.Recorded;
import httpd.topic.Append;
import httpd.topic.Log;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds the runs that another process has recorded in a store.
 *
 * <p>A log without an outcome is of a run that was cut with that process: it gets one.
 */
record RestoredRuns(Recordings recordings) {

  private static final System.Logger LOG = ServerLog.ofOperator();

  /** A run that is over, and since when. */
  private record Known(Recorded recorded, long overSince) {}

  void restore() throws IOException {
    var store = recordings.settings().store();
    var known = new ArrayList<Known>();
    for (var name : store.names()) {
      var log = RunId.isOne(name) ? store.find(name) : null;
      if (log == null || !RunHead.isIn(log.attributes())) {
        continue; // Not of a run.
      }
      var run = known(log);
      if (run == null) {
        log.delete();
      } else {
        known.add(run);
      }
    }
    known.sort(Comparator.comparingLong(Known::overSince));
    known.forEach(this::keep);
  }

  private void keep(Known run) {
    var settings = recordings.settings();
    long age = TimeUnit.MILLISECONDS.toNanos(Math.max(0, now() - run.overSince));
    recordings.restore(run.recorded, Math.max(0, settings.keep().toNanos() - age));
  }

  /** Returns the run of a log, or null if the log does not say enough of it. */
  private @Nullable Known known(Log log) throws IOException {
    var attributes = log.attributes();
    var beginning = beginning(log, attributes);
    if (beginning == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          () -> "a recording is incomplete, and deleted: " + log.name());
      return null;
    }
    var outcome = attributes.get(RunAttributes.OUTCOME);
    var since = attributes.get(RunAttributes.OVER_SINCE);
    if (outcome == null || since == null) {
      outcome = Outcome.failed("the server stopped while it went on").toAttribute();
      since = Long.toString(now());
      log.set(RunAttributes.OVER_SINCE, since);
      log.set(RunAttributes.OUTCOME, outcome);
    }
    close(log);
    var run = RunAttributes.of(log.name(), attributes);
    var recording =
        new Recording(run.run(), recordings, log, beginning, Outcome.ofAttribute(outcome));
    return new Known(new Recorded(run.head(), recording), Long.parseLong(since));
  }

  /** Returns a place whose number of bytes is known, and after which all records are kept. */
  private static @Nullable Place beginning(Log log, Map<String, String> attributes)
      throws IOException {
    var oldest = log.bounds().oldest();
    if (oldest.endsWith("-0")) {
      return Place.START;
    }
    var noted = attributes.get(RunAttributes.PLACE);
    if (noted == null) {
      return null;
    }
    var parts = noted.split(" ");
    var place = new Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    long dropped = Long.parseLong(oldest.substring(oldest.lastIndexOf('-') + 1));
    return place.records() >= dropped ? place : null;
  }

  private static void close(Log log) throws IOException {
    if (log.state().isClosed()) {
      return;
    }
    try {
      var _ = log.append(Append.closing()).get();
    } catch (ExecutionException e) {
      throw Objects.requireNonNullElse(
          e.getCause() instanceof IOException failure ? failure : null, new IOException(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a recording was closed", e);
    }
  }

  /** Wall-clock time: it is compared with that of another process. */
  private static long now() {
    return System.currentTimeMillis();
  }
}
