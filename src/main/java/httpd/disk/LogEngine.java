package httpd.disk;

import httpd.line.Line;
import httpd.line.log.ServerLog;
import httpd.topic.Append;
import httpd.topic.AppendResult;
import httpd.topic.AppendResult.Appended;
import httpd.topic.LogDeletedException;
import httpd.topic.MemoryRing;
import httpd.topic.Tiers;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs one log: loads it when it is used, writes what is appended, and forgets it when it is idle.
 *
 * <pre>
 *             first use                  no reader, nothing to do
 *   ASLEEP ──────────────► IN USE ────────────────────────────────► ASLEEP
 *      │                     │
 *      └──── delete, close ──┴──────► ENDED
 * </pre>
 *
 * <p>Appends and changes are tasks, one at a time. Readers use the state without a lock, also while
 * it is forgotten: records never change. A ring that a reader has is found again.
 */
final class LogEngine implements LogTasks.Runner {

  private static final System.Logger LOG = ServerLog.ofOperator();

  private static final int RING_LINES = 4 * 1024;
  private static final long RING_BYTES = 512 * 1024;

  /** How much is written together. */
  private static final long BATCH_BYTES = 1024 * 1024;

  private static final int BATCH_APPENDS = 4 * 1024;

  /** What is in memory while the log is used. */
  private record Use(LogState state, LogRoll roll, SegmentWriter writer) {}

  private final String name;
  private final StoreContext store;
  private final LogTasks tasks;
  final DiskLog log = new DiskLog(this);

  // Written by the tasks of the log.
  private volatile @Nullable Use use;
  private volatile @Nullable WeakReference<Tiers> tiers;
  private volatile @Nullable IOException ended;

  /** When the oldest segment is too old, in milliseconds of the epoch; for a log asleep. */
  private volatile long expires;

  LogEngine(String name, StoreContext store) {
    this.name = name;
    this.store = store;
    this.tasks = new LogTasks(store.threads(), this);
    this.expires = store.settings().retention().age() == null ? Long.MAX_VALUE : 0;
  }

  String name() {
    return name;
  }

  CompletableFuture<AppendResult> append(Append append) {
    var pending = new PendingAppend(append);
    tasks.add(pending);
    return pending.result;
  }

  @Override
  public boolean run(Object task) {
    return switch (task) {
      case PendingAppend first -> write(joined(first));
      case LogOperation<?> operation -> {
        operation.run();
        yield true;
      }
      default -> throw new AssertionError(task);
    };
  }

  @Override
  public void refuse(Object task) {
    switch (task) {
      case PendingAppend pending -> pending.result.completeExceptionally(storeIsClosed());
      case LogOperation<?> operation -> operation.result().completeExceptionally(storeIsClosed());
      default -> throw new AssertionError(task);
    }
  }

  private IOException storeIsClosed() {
    return new IOException("the store of the log " + name + " is closed");
  }

  /** What waits behind an append, to be written with it. */
  private List<PendingAppend> joined(PendingAppend first) {
    var batch = new ArrayList<PendingAppend>();
    long bytes = 0;
    for (var next = first; next != null; next = bytes < BATCH_BYTES ? next(batch.size()) : null) {
      batch.add(next);
      bytes += next.cost();
    }
    return batch;
  }

  private @Nullable PendingAppend next(int taken) {
    return taken < BATCH_APPENDS
        ? (PendingAppend) tasks.takeIf(PendingAppend.class::isInstance)
        : null;
  }

  /** Returns false if the batch waits for the disk. */
  private boolean write(List<PendingAppend> batch) {
    boolean planned = false;
    try {
      var current = use();
      refuseAfterFailure(current.state());
      planned = current.writer().write(batch);
    } catch (IOException | RuntimeException e) {
      batch.stream()
          .filter(pending -> !pending.isWritten)
          .forEach(pending -> pending.result.completeExceptionally(e));
      batch.removeIf(pending -> !pending.isWritten);
    }
    var current = use;
    if (current == null || current.state().unsynced.isEmpty()) {
      finish(batch);
    } else if (store.settings().sync().isAlways()) {
      store.committer().now(() -> commit(current.state(), batch));
      return false;
    } else {
      finish(batch);
      plan(current.state(), planned);
    }
    return true;
  }

  private void plan(LogState state, boolean isFirst) {
    if (store.files().isCrowded()) {
      store.committer().now(() -> sync(state));
    } else if (isFirst) {
      store.committer().later(() -> sync(state));
    }
  }

  /** Ends a batch that waited for the disk; on the thread that syncs. */
  private void commit(LogState state, List<PendingAppend> batch) {
    sync(state);
    var failure = state.failure;
    store
        .threads()
        .execute(() -> {
          if (failure == null) {
            finish(batch);
          } else {
            batch.forEach(pending -> pending.result.completeExceptionally(failure));
          }
          tasks.resume();
        });
  }

  /** After an error the kernel may have dropped what it could not write: no later sync tells it. */
  private void sync(LogState state) {
    try {
      state.unsynced.sync();
    } catch (IOException e) {
      state.failure =
          new IOException(
              "the disk did not take what was appended to the log " + name + ": " + e.getMessage(),
              e);
      LOG.log(
          Level.ERROR,
          "the log " + name + " takes no appends until httpd starts again: its disk failed",
          e);
      store.diskFailed().run();
    }
  }

  private static void refuseAfterFailure(LogState state) throws IOException {
    var failure = state.failure;
    if (failure != null) {
      throw failure;
    }
  }

  /** Shows the records to readers, and tells the callers. */
  private void finish(List<PendingAppend> batch) {
    var current = use;
    for (var pending : batch) {
      if (current != null && pending.outcome instanceof Appended) {
        show(pending.append, current.state());
      }
      pending.complete();
    }
  }

  private static void show(Append append, LogState state) {
    var ring = state.tiers().ring();
    for (var record : append.records()) {
      var _ = ring.append(new Line(record.content(), Line.Ending.LF));
    }
    if (append.closes()) {
      state.isClosed = true;
      ring.end();
    }
  }

  /** Replaces the head; as a task. */
  void write(LogState state, LogHead head) throws IOException {
    head.write(store.directoryOf(name), store.isSynced());
    state.head = head;
  }

  /** Returns the state, after waiting for it to be loaded. */
  LogState state() throws IOException {
    var current = use;
    if (current == null) {
      return call(state -> state);
    }
    current.state().used = System.nanoTime();
    return current.state();
  }

  /** Runs something as a task, and waits for its result. */
  <T extends @Nullable Object> T call(IoFunction<T> function) throws IOException {
    return LogOperation.await(asTask(() -> function.apply(use().state())));
  }

  /**
   * Reads beside the tasks, on another thread. If a file has gone meanwhile, it reads again as a
   * task: then the segments are those that have files, unless they are damaged.
   */
  <T extends @Nullable Object> CompletableFuture<T> read(IoFunction<T> function) {
    var current = use;
    if (current == null) {
      return asTask(() -> readNow(function));
    }
    var reading = new LogOperation<>(() -> function.apply(current.state()));
    try {
      store.threads().execute(reading::run);
    } catch (RejectedExecutionException e) {
      refuse(reading);
    }
    return reading
        .result()
        .exceptionallyCompose(failure ->
            failure instanceof NoSuchFileException
                ? asTask(() -> readNow(function))
                : CompletableFuture.failedFuture(failure));
  }

  private <T extends @Nullable Object> T readNow(IoFunction<T> function) throws IOException {
    try {
      return function.apply(use().state());
    } catch (NoSuchFileException e) {
      throw new DamagedLogException(Path.of(e.getFile()), "it is missing");
    }
  }

  private <T extends @Nullable Object> CompletableFuture<T> asTask(LogOperation.Action<T> action) {
    var task = new LogOperation<>(action);
    tasks.add(task);
    return task.result();
  }

  int readers() {
    var current = use;
    return current == null ? 0 : current.state().tiers().readers();
  }

  OpenFiles files() {
    return store.files();
  }

  /** Loads the log unless it is in use; as a task. */
  private Use use() throws IOException {
    var end = ended;
    if (end != null) {
      throw end;
    }
    var current = use;
    if (current == null) {
      var directory = store.directoryOf(name);
      var state =
          new LogLoader(directory, store.files(), store.isSynced()).load(store.generation());
      state.showBy(tiersOf(state));
      var roll = new LogRoll(state, directory, store.files(), store.settings(), store.threads());
      var writer = new SegmentWriter(state, roll, store.files(), store.settings().sync());
      current = new Use(state, roll, writer);
      use = current;
    }
    current.state().used = System.nanoTime();
    return current;
  }

  private Tiers tiersOf(LogState state) {
    var known = knownTiers();
    if (known != null) {
      return known;
    }
    var end = state.positions.of(state.active().last());
    var ring = MemoryRing.beginningAt(end, RING_LINES, RING_BYTES);
    if (state.isClosed) {
      ring.end();
    }
    return new Tiers(log, ring, log);
  }

  private @Nullable Tiers knownTiers() {
    var current = use;
    var reference = tiers;
    return current != null ? current.state().tiers() : reference == null ? null : reference.get();
  }

  /** Looks after the log, once a second: drops what is too old, and forgets it when it is idle. */
  void look() {
    boolean isAsleep = use == null;
    var _ =
        asTask(
                () -> {
                  var current = use;
                  if (ended == null && (current != null || isAsleep)) {
                    lookAfter(current == null ? use() : current, isAsleep);
                  }
                  return true;
                })
            .exceptionally(this::lookFailed);
  }

  private void lookAfter(Use current, boolean wasAsleep) throws IOException {
    var state = current.state();
    current.roll().drop(store.files().now());
    long idle = System.nanoTime() - state.used;
    if ((wasAsleep || idle >= store.settings().idle().toNanos())
        && state.tiers().readers() == 0
        && state.unsynced.isEmpty()
        && state.failure == null
        && tasks.isAlone()) {
      sleep(state);
    }
  }

  private boolean lookFailed(Throwable failure) {
    if (ended == null) {
      expires = Long.MAX_VALUE; // Its next use says so again.
      LOG.log(Level.ERROR, "old records of the log " + name + " cannot be dropped", failure);
    }
    return false;
  }

  private void sleep(LogState state) {
    state.tiers().ring().drop(Long.MAX_VALUE, 0);
    tiers = new WeakReference<>(state.tiers());
    var age = store.settings().retention().age();
    expires =
        age == null || state.segments.size() == 1
            ? Long.MAX_VALUE
            : LogRoll.newestTime(state.segments, store.files().now()) + age.toMillis();
    use = null;
  }

  /** Deletes it: its directory goes at once, and what is in it in the background. */
  void delete() throws IOException {
    var _ =
        LogOperation.await(
            asTask(() -> {
              if (ended == null) {
                var place = store.directoryOf(name);
                var trash = store.directory().throwAway(place, store.isSynced());
                store.files().forget(place); // A reader may have opened them until now.
                store.logs().remove(name, log);
                end(new LogDeletedException(name));
                store.threads().execute(() -> StoreDirectory.deleteAll(trash));
              }
              return true;
            }));
  }

  /** Ends it with its store, after what was appended before. */
  CompletableFuture<Boolean> close() {
    return asTask(() -> {
      var current = use;
      if (current != null && store.isSynced()) {
        sync(current.state());
      }
      boolean isSound = current == null || current.state().failure == null;
      end(storeIsClosed());
      return isSound;
    });
  }

  private void end(IOException cause) throws IOException {
    var shown = knownTiers();
    var current = use;
    ended = cause;
    use = null;
    if (current != null) {
      current.state().unsynced.forget();
    }
    if (shown != null) {
      shown.ring().fail(cause);
    }
  }

  /** Whether a {@link #look} would do something. */
  boolean isInUse() {
    return use != null;
  }

  /** Whether it sleeps, and has records that are too old. */
  boolean isDue() {
    return use == null && expires <= store.files().now();
  }
}
