package httpd.recording;

import httpd.Headers;
import httpd.HttpException;
import httpd.Response;
import httpd.limit.Limits;
import httpd.line.LineSource;
import httpd.line.log.ServerLog;
import httpd.recording.Run.Recorded;
import httpd.topic.Append;
import httpd.topic.Log;
import httpd.topic.LogStore.Blueprint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one place, and what is kept of them. Those that are over give way to new ones, the
 * one that ended first before the others, as long as it has no reader.
 *
 * <p>Its lock guards the tables. The lock of a {@link Recording} may be acquired while it is held,
 * never the reverse.
 */
public final class Recordings {

  private static final System.Logger LOG = ServerLog.ofServer();

  private static final String RETRY_SECONDS = "30";

  /** Statuses by which a request was refused, so that its repetition is a new one. */
  private static final Set<Integer> REFUSALS = Set.of(429, 503);

  private static final class OfTheProcess {
    private static volatile @Nullable Recordings recordings;
  }

  private final RecordingSettings settings;

  // Guarded by this.
  private final Map<String, Run> runs = new HashMap<>();
  private final Map<RunKey.Name, Run> keys = new HashMap<>();
  private final LinkedHashSet<Recording> over = new LinkedHashSet<>();
  private final Set<Recording> expired = new LinkedHashSet<>();

  public Recordings(RecordingSettings settings) {
    this.settings = settings;
  }

  /** Returns those of all routes and handlers; in memory, unless others were set before. */
  public static Recordings ofTheProcess() {
    synchronized (OfTheProcess.class) {
      var known = OfTheProcess.recordings;
      if (known == null) {
        known =
            new Recordings(
                RecordingSettings.inMemory(
                    Duration.ofSeconds(RecordingSettings.LINGER_SECONDS),
                    Duration.ofSeconds(RecordingSettings.KEEP_SECONDS),
                    Limits.ofTheProcess()));
        OfTheProcess.recordings = known;
      }
      return known;
    }
  }

  /** Makes these the recordings {@link #ofTheProcess}. */
  public void useForTheProcess() {
    synchronized (OfTheProcess.class) {
      OfTheProcess.recordings = this;
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
  synchronized Begun begin(RunScope scope, @Nullable RunKey key, boolean isShared) {
    var known = key == null ? null : keys.get(key.id());
    if (key != null && known != null) {
      if (known.key() != null && !known.key().request().equals(key.request())) {
        throw new HttpException(422, "This Idempotency-Key was used for another request");
      }
      return new Begun(known, false);
    }
    makePlace();
    var run = new Run(RunId.draw(), scope, key, isShared);
    runs.put(run.id(), run);
    if (key != null) {
      keys.put(key.id(), run);
    }
    return new Begun(run, true);
  }

  private void makePlace() {
    var number = settings.number();
    if (!number.isFull()) {
      number.hold(1);
      return;
    }
    var oldest = firstUnread();
    if (oldest == null) {
      number.reached(() -> "refused a run, since all that are kept go on or are being read");
      throw new HttpException(
          503, "Too many recorded runs", Headers.of("Retry-After", RETRY_SECONDS), null);
    }
    number.count();
    forget(oldest);
    number.hold(1);
  }

  private synchronized @Nullable Recording firstUnread() {
    return over.stream().filter(recording -> !recording.hasReaders()).findFirst().orElse(null);
  }

  /** Returns a run that is known here, or null. */
  synchronized @Nullable Run find(String id, RunScope scope) {
    var run = runs.get(id);
    return run != null && run.scope().equals(scope) ? run : null;
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
    var marks = new Marks(log.bounds().oldest(), Place.START, settings.runBytes());
    var recording = new Recording(run, this, log, marks, null);
    var recorded = new Recorded(head, recording);
    run.recorded(recorded);
    recording.begin(source, head.form().records(), whenOver);
  }

  /** Reports that there is no response. */
  void fail(Run run, Throwable failure) {
    remove(run);
    run.start().completeExceptionally(failure);
  }

  private synchronized void remove(Run run) {
    if (runs.remove(run.id(), run)) {
      settings.number().release(1);
    }
    freeKey(run);
  }

  private synchronized void freeKey(Run run) {
    if (run.key() != null) {
      keys.remove(run.key().id(), run);
    }
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
      var oldest = firstUnread();
      if (oldest == null) {
        break;
      }
      settings.bytes().count();
      forget(oldest);
    }
    recording.count(settings.bytes());
  }

  /** A run is over, and kept for a time. */
  void over(Recording recording, Outcome how) {
    var run = recording.run();
    synchronized (this) {
      if (!runs.containsKey(run.id())) {
        return;
      }
      over.add(recording);
    }
    note(recording, how);
    if (run.isShared() || isRefusal(run)) {
      freeKey(run);
    }
    recording.keep(settings.keep().toNanos(), () -> expire(recording));
  }

  private static boolean isRefusal(Run run) {
    var recorded = run.recorded();
    return recorded != null && REFUSALS.contains(recorded.head().status());
  }

  private static void note(Recording recording, Outcome how) {
    try {
      var log = recording.log();
      log.set(RunAttributes.LENGTH, Long.toString(recording.length()));
      log.set(RunAttributes.OVER_SINCE, Long.toString(System.currentTimeMillis()));
      log.set(RunAttributes.OUTCOME, how.toAttribute());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the end of a recording could not be noted", e);
    }
  }

  private void expire(Recording recording) {
    synchronized (this) {
      expired.add(recording);
    }
    deserted(recording);
  }

  /** The last reader has left. */
  void deserted(Recording recording) {
    boolean isExpired;
    synchronized (this) {
      isExpired = expired.contains(recording) && !recording.hasReaders();
    }
    if (isExpired) {
      forget(recording);
    }
  }

  void forget(Recording recording) {
    boolean wasFull = isFull();
    synchronized (this) {
      remove(recording.run());
      over.remove(recording);
      expired.remove(recording);
    }
    recording.countNoMore(settings.bytes());
    var _ = Thread.ofVirtual().name("httpd-record").start(() -> delete(recording.log()));
    if (wasFull) {
      recordings().forEach(Recording::mayHaveRoom);
    }
  }

  private synchronized List<Recording> recordings() {
    var all = new ArrayList<Recording>();
    for (var run : runs.values()) {
      var recorded = run.recorded();
      if (recorded != null) {
        all.add(recorded.recording());
      }
    }
    return all;
  }

  private static void delete(Log log) {
    try {
      log.delete();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "a recording could not be deleted", e);
    }
  }
}
