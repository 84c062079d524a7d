package httpd.recording;

import httpd.Headers;
import httpd.HttpException;
import httpd.Response;
import httpd.limit.Limits;
import httpd.line.LineSource;
import httpd.line.log.ServerLog;
import httpd.recording.Run.Recorded;
import httpd.topic.Append;
import httpd.topic.LogStore.Blueprint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one place, and what is kept of them. Those that are over give way to new ones, the
 * one that ended first before the others, as long as it has no reader. Safe for all threads.
 */
public final class Recordings implements AutoCloseable {

  private static final System.Logger LOG = ServerLog.ofServer();

  private static final int CLOSE_SECONDS = 5;

  private static final String RETRY_SECONDS = "30";

  private static final Object PROCESS = new Object();

  /** Guarded by {@link #PROCESS}. */
  private static @Nullable Recordings ofTheProcess;

  private final RecordingSettings settings;
  private final RunTable runs = new RunTable();

  public Recordings(RecordingSettings settings) {
    this.settings = settings;
  }

  /**
   * Makes the runs of this place known that another process has recorded. Those that it had not
   * ended have failed.
   */
  public Recordings restored() throws IOException {
    new RestoredRuns(this).restore();
    return this;
  }

  /** Returns those of all routes and handlers; in memory, unless others were set before. */
  public static Recordings ofTheProcess() {
    synchronized (PROCESS) {
      var known = ofTheProcess;
      if (known == null) {
        known =
            new Recordings(
                RecordingSettings.inMemory(
                    Duration.ofSeconds(RecordingSettings.LINGER_SECONDS),
                    Duration.ofSeconds(RecordingSettings.KEEP_SECONDS),
                    Limits.ofTheProcess()));
        ofTheProcess = known;
      }
      return known;
    }
  }

  /** Makes these the recordings {@link #ofTheProcess}; null for new ones in memory. */
  public static void useForTheProcess(@Nullable Recordings recordings) {
    synchronized (PROCESS) {
      ofTheProcess = recordings;
    }
  }

  RecordingSettings settings() {
    return settings;
  }

  /** What became of {@link #begin}. */
  record Begun(Run run, boolean isNew) {}

  /**
   * Begins a run, or returns the one that has this key.
   *
   * @throws HttpException 422 if another request has it, 503 at the limit
   */
  Begun begin(RunScope scope, @Nullable RunKey key, boolean isShared) {
    var known = runs.withKey(key);
    if (known != null) {
      return new Begun(known, false);
    }
    makePlace();
    var run = new Run(RunId.draw(), scope, key, isShared);
    var added = runs.add(run);
    if (!added.equals(run)) { // Another request with this key was quicker.
      settings.number().release(1);
    }
    return new Begun(added, added.equals(run));
  }

  private void makePlace() {
    var number = settings.number();
    while (number.isFull()) {
      var oldest = runs.firstUnread();
      if (oldest == null) {
        number.reached(() -> "refused a run, since all that are kept go on or are being read");
        throw new HttpException(
            503, "Too many recorded runs", Headers.of("Retry-After", RETRY_SECONDS), null);
      }
      number.count();
      forget(oldest);
    }
    number.hold(1);
  }

  /** Returns a run that is known here, or null. */
  @Nullable Run find(String id, RunScope scope) throws IOException {
    var run = runs.find(id);
    if (run == null || !run.scope().equals(scope)) {
      return null;
    }
    var recorded = run.recorded();
    if (recorded != null) {
      recorded.recording().records().index();
    }
    return run;
  }

  /**
   * Records the response of a run, or passes it on.
   *
   * @param lines as for {@link RecordedBody#form}
   */
  void take(Run run, Response response, @Nullable RecordForm lines, Runnable whenOver)
      throws IOException {
    var form = RecordedBody.form(response, run.key() != null, lines);
    if (form == null) {
      remove(run);
      run.passed(response);
      return;
    }
    var source = RecordedBody.source(response.body());
    boolean begun = false;
    try {
      record(run, RunHead.of(response.status(), response.headers(), form), source, whenOver);
      begun = true;
    } finally {
      if (!begun) {
        source.close();
      }
    }
  }

  private void record(Run run, RunHead head, LineSource source, Runnable whenOver)
      throws IOException {
    var attributes = new RunAttributes(run, head).toMap();
    var empty = Append.of(List.of());
    var log = settings.store().create(run.id(), new Blueprint(attributes, null, empty)).log();
    var recording = new Recording(run, this, log, Place.START, null);
    run.recorded(new Recorded(head, recording));
    recording.begin(source, head.form().records(), whenOver);
  }

  /** Reports that there is no response. */
  void fail(Run run, Throwable failure) {
    remove(run);
    run.start().completeExceptionally(failure);
  }

  private boolean remove(Run run) {
    boolean removed = runs.remove(run);
    settings.number().release(removed ? 1 : 0);
    return removed;
  }

  /** Keeps a run that another process has recorded. */
  void restore(Recorded recorded, long keptNanos) {
    var recording = recorded.recording();
    recording.run().recorded(recorded);
    settings.number().hold(1);
    var _ = runs.add(recording.run());
    runs.over(recording);
    recording.keep(keptNanos, () -> expire(recording));
    grown(recording);
  }

  /** Stops a run and forgets it. */
  void stop(Run run) {
    var recorded = run.recorded();
    if (recorded != null) {
      recorded.recording().stop("it was stopped");
      forget(recorded.recording());
    }
  }

  // What recordings report.

  boolean isFull() {
    return settings.bytes().isFull();
  }

  /** A recording has grown: others give way if all are too large. */
  void grown(Recording recording) {
    while (isFull()) {
      var oldest = runs.firstUnread();
      if (oldest == null) {
        break;
      }
      settings.bytes().count();
      forget(oldest);
    }
    try {
      recording.records().count(settings.bytes(), recording.unread());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the size of a recording is not known", e);
    }
  }

  /** A run is over, and kept for a time. */
  void over(Recording recording) {
    if (runs.over(recording)) {
      recording.keep(settings.keep().toNanos(), () -> expire(recording));
    }
  }

  private void expire(Recording recording) {
    runs.expire(recording);
    deserted(recording);
  }

  /** The last reader has left. */
  void deserted(Recording recording) {
    if (runs.mayGo(recording)) {
      forget(recording);
    }
  }

  void forget(Recording recording) {
    if (!runs.remove(recording)) {
      return;
    }
    boolean wasFull = isFull();
    settings.number().release(1);
    recording.gone();
    recording.records().countNoMore(settings.bytes());
    var _ = Thread.ofVirtual().name("httpd-record").start(() -> delete(recording));
    if (wasFull) {
      runs.recordings().forEach(Recording::mayHaveRoom);
    }
  }

  /** Ends the runs that go on, as failures, and closes the store. */
  @Override
  public void close() {
    var going = runs.recordings();
    going.forEach(recording -> recording.stop("the server stopped"));
    try {
      CompletableFuture.allOf(
              going.stream().map(Recording::closed).toArray(CompletableFuture<?>[]::new))
          .get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "runs were not ended before the store was closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    going.forEach(Recording::gone);
    settings.store().close();
  }

  private static void delete(Recording recording) {
    try {
      recording.records().log().delete();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "a recording could not be deleted", e);
    }
  }
}
