package httpd.disk;

import httpd.disk.OpenFile.Faults;
import httpd.line.log.ServerLog;
import httpd.topic.Log;
import httpd.topic.LogStore;
import httpd.topic.Positions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Logs in a directory, which outlast the process. One process has it open at a time.
 *
 * <pre>
 *         open                              close
 *   ────────────► OPEN, the lock is held ──────────► CLOSED: appends and readers fail
 * </pre>
 *
 * <p>All files are used by threads of the store ({@code httpd-disk-N}) alone; callers wait for
 * them.
 */
public final class DiskStore implements LogStore {

  private static final System.Logger LOG = ServerLog.ofOperator();
  private static final int THREADS = 8;
  private static final int CREATION_LOCKS = 64;
  private static final long THREAD_IDLE_SECONDS = 5;

  /** How many logs that are not in use are looked after in one second, if they have old records. */
  private static final int LOOKS_AT_SLEEPERS = 50;

  private final StoreContext context;
  private final StoreLock lock;
  private final StoreFormat format;
  private final ConcurrentSkipListMap<String, DiskLog> logs = new ConcurrentSkipListMap<>();
  private final ReentrantLock[] creations = new ReentrantLock[CREATION_LOCKS];

  private DiskStore(StoreDirectory directory, StoreLock lock, DiskSettings settings, Faults faults)
      throws IOException {
    this.lock = lock;
    this.format = directory.begin(settings.sync());
    var names = directory.names();
    for (int i = 0; i < CREATION_LOCKS; i++) {
      creations[i] = new ReentrantLock();
    }
    var delay = settings.sync().delay();
    this.context =
        new StoreContext(
            directory,
            format.generation(),
            settings,
            new OpenFiles(settings.mostFiles(), faults),
            threads(),
            new Committer(delay == null ? 0 : delay.toNanos(), this::look),
            logs,
            this::diskFailed);
    names.forEach(name -> logs.put(name, new LogEngine(name, context).log));
    context.threads().execute(() -> StoreDirectory.deleteAll(directory.trash()));
  }

  /**
   * Opens the store in a directory, which is made if its parent exists.
   *
   * @throws DiskStoreException if it is in use, or cannot be a store
   */
  public static DiskStore open(Path path, DiskSettings settings) throws IOException {
    return open(path, settings, Faults.NONE);
  }

  static DiskStore open(Path path, DiskSettings settings, Faults faults) throws IOException {
    var directory = new StoreDirectory(path);
    directory.check();
    directory.prepare();
    var lock = StoreLock.acquire(path);
    try {
      return new DiskStore(directory, lock, settings, faults);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Finds out without a change whether {@link #open} would fail. */
  public static void check(Path path) throws IOException {
    new StoreDirectory(path).check();
  }

  private static ExecutorService threads() {
    var factory = Thread.ofPlatform().daemon().name("httpd-disk-", 1).factory();
    var threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            THREAD_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            factory);
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  @Override
  public @Nullable Log find(String name) {
    return logs.get(name);
  }

  @Override
  public Creation create(String name, Blueprint blueprint) throws IOException {
    var known = logs.get(name);
    return known == null ? createNew(name, blueprint) : new Creation(known, false);
  }

  private Creation createNew(String name, Blueprint blueprint) throws IOException {
    var creation = creations[Math.floorMod(name.hashCode(), CREATION_LOCKS)];
    creation.lock();
    try {
      var known = logs.get(name);
      if (known != null) {
        return new Creation(known, false);
      }
      var begin = blueprint.begin();
      var positions = begin == null ? new Positions() : Positions.ofEpochOf(begin);
      var head =
          new LogHead(
              name,
              positions.epoch(),
              begin == null ? 0 : positions.number(begin),
              context.generation(),
              blueprint.attributes(),
              Map.of());
      var making = new LogOperation<>(() -> make(head, blueprint));
      context.threads().execute(making::run);
      var log = LogOperation.await(making.result());
      logs.put(name, log);
      return new Creation(log, true);
    } finally {
      creation.unlock();
    }
  }

  /** Makes all files of a log, and puts them in place as one. */
  private DiskLog make(LogHead head, Blueprint blueprint) throws IOException {
    var directory = context.directory();
    var made = directory.makeNew();
    try {
      var files = context.files();
      var state = new LogLoader(made, files, context.isSynced()).create(head);
      var roll = new LogRoll(state, made, files, context.settings(), context.threads());
      var first = new PendingAppend(blueprint.first());
      new SegmentWriter(state, roll, files, context.settings().sync()).write(List.of(first));
      if (context.isSynced()) {
        state.unsynced.sync();
      }
      files.forget(made);
      directory.putInPlace(made, head.name(), context.isSynced());
    } catch (IOException | RuntimeException e) {
      context.files().forget(made);
      StoreDirectory.deleteAll(directory.throwAway(made, false));
      throw e;
    }
    return new LogEngine(head.name(), context).log;
  }

  @Override
  public List<String> names() {
    return List.copyOf(logs.keySet());
  }

  /** Looks after the logs, once a second. */
  private void look() {
    int sleepers = LOOKS_AT_SLEEPERS;
    for (var log : logs.values()) {
      if (log.engine().isInUse() || (log.engine().isDue() && sleepers-- > 0)) {
        log.engine().look();
      }
    }
  }

  /** Returns how many files are open. */
  int openFiles() {
    return context.files().count();
  }

  /** {@inheritDoc} Waits until all that was appended is as safe as promised. */
  @Override
  public void close() {
    var closings = logs.values().stream().map(log -> log.engine().close()).toList();
    boolean allSynced = closings.stream().allMatch(DiskStore::isDone);
    context.committer().close();
    context.threads().close();
    try {
      context.files().forget(context.directory().path());
      if (allSynced) {
        format.closed(context.settings().sync()).write(context.directory().path());
      }
      lock.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the logs in " + context.directory().path() + " were not closed", e);
    }
  }

  /** What was shown may be lost now: the next process is to leave out numbers. */
  private void diskFailed() {
    try {
      format.failed().write(context.directory().path());
    } catch (IOException e) {
      LOG.log(Level.ERROR, "the disk of " + context.directory().path() + " takes nothing", e);
    }
  }

  private static boolean isDone(CompletableFuture<Boolean> closing) {
    return closing.handle((synced, failure) -> failure == null && synced).join();
  }
}
