package httpd.redis;

import httpd.line.Line;
import httpd.line.PositionedSource;
import httpd.redis.LogScripts.Located;
import httpd.topic.Append;
import httpd.topic.AppendResult;
import httpd.topic.Log;
import httpd.topic.LogDeletedException;
import httpd.topic.MemoryRing;
import httpd.topic.Tiers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One life of a log in Redis, as this server sees it.
 *
 * <pre>
 *             the first reader polls             the last reader leaves
 *   UNREAD ──────────────────────────► FOLLOWED ────────────────────────► UNREAD, the ring is empty
 *     │                                   │
 *     └───────────────────────────────────┴── deleted, or records were lost ──► FAILED: forgotten
 * </pre>
 *
 * <p>While it is followed, a {@link StreamReader} appends to the ring what comes. The ring begins
 * where the log ended when its first reader came; what is before is read in batches.
 */
final class RedisLog implements Log, Followed {

  private static final int MOST_RING_BYTES = 1024 * 1024;
  private static final int LEAST_RING_LINES = 64;
  private static final String NO_POSITION = "0-0";

  private final String name;
  private final String incarnation;
  private final KnownLogs logs;
  private final RedisLink link;
  private final LogKeys keys;
  private final LogScripts scripts;
  private final MemoryRing ring;
  private final ColdEntries cold;
  private final Tiers tiers;

  // Guarded by this.
  private boolean followed;
  private boolean ended;
  private @Nullable IOException failure;

  RedisLog(String name, String incarnation, KnownLogs logs) {
    var retention = logs.retention();
    long lines = Math.min(retention.records(), MemoryRing.DEFAULT_LINES);
    this.name = name;
    this.incarnation = incarnation;
    this.logs = logs;
    this.link = logs.link();
    this.keys = LogKeys.of(logs.prefix(), name);
    this.scripts = new LogScripts(name, incarnation, keys, link);
    this.ring =
        MemoryRing.withGivenPositions(
            NO_POSITION,
            (int) Math.max(LEAST_RING_LINES, lines),
            Math.min(retention.bytes(), MOST_RING_BYTES));
    this.cold = new ColdEntries(this, link);
    this.tiers = new Tiers(this, ring, cold, this::attend);
  }

  boolean isOf(String other) {
    return incarnation.equals(other);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public LogKeys keys() {
    return keys;
  }

  @Override
  public String incarnation() {
    return incarnation;
  }

  @Override
  public String newest() {
    return ring.bounds().newest();
  }

  @Override
  public Map<String, String> attributes() throws IOException {
    return told(scripts::attributes);
  }

  @Override
  public void set(String attribute, @Nullable String value) throws IOException {
    var _ = told(() -> scripts.set(attribute, value));
  }

  @Override
  public long add(String counter, long change) throws IOException {
    return told(() -> scripts.add(counter, change));
  }

  private interface Step<T> {
    T take() throws IOException;
  }

  /** Takes a step; if the log turns out to be gone, all readers are told. */
  private <T> T told(Step<T> step) throws IOException {
    try {
      return step.take();
    } catch (LogDeletedException e) {
      fail(e);
      throw e;
    }
  }

  @Override
  public CompletableFuture<AppendResult> append(Append append) {
    return scripts.append(append, logs.retention()).thenApply(this::result);
  }

  private AppendResult result(Reply reply) {
    try {
      return AppendWords.result(reply, name);
    } catch (LogDeletedException e) {
      fail(e);
      throw new CompletionException(e);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  @Override
  public State state() throws IOException {
    return locate("", "").state();
  }

  @Override
  public Bounds bounds() throws IOException {
    return state().bounds();
  }

  @Override
  public int readers() {
    return tiers.readers();
  }

  @Override
  public int audience() throws IOException {
    return readers() + scripts.readersElsewhere();
  }

  @Override
  public PositionedSource last(int lines) throws IOException {
    var newest = locate("", "").state().bounds().newest();
    return tiers.after(told(() -> scripts.before(newest, lines)));
  }

  @Override
  public Resumption after(String position) throws IOException {
    boolean isPosition = StreamEntry.isId(position);
    if (isPosition && isRead(position)) {
      return new Resumption.Found(tiers.after(position));
    }
    var located = locate(isPosition ? "id" : "event", position);
    if (located.found() != null) {
      return new Resumption.Found(tiers.after(located.found()));
    }
    if (!isPosition) {
      throw new IllegalArgumentException(position + ": not a position");
    }
    return new Resumption.Lost(located.state().bounds());
  }

  /** Whether readers here have got that far, so that Redis need not be asked. */
  private synchronized boolean isRead(String position) {
    return followed && ring.after(position) instanceof Resumption.Found;
  }

  private Located locate(String kind, String asked) throws IOException {
    var located = told(() -> scripts.locate(kind, asked));
    beginAt(located.state().bounds().newest());
    return located;
  }

  /** Lets the ring begin at the end of the log, unless it is followed from where it is. */
  private synchronized void beginAt(String end) {
    if (!followed && failure == null && !newest().equals(end)) {
      ring.restart(end);
    }
  }

  /** Follows the stream while there are readers. On the thread of one that comes or goes. */
  private synchronized void attend() {
    boolean wanted = tiers.readers() > 0 && failure == null && !ended;
    if (wanted && !followed) {
      logs.readers().add(this);
    } else if (!wanted && followed) {
      logs.readers().remove(this);
    }
    followed = wanted;
    if (tiers.readers() == 0) {
      ring.drop(Long.MAX_VALUE / 2, 0);
    }
  }

  @Override
  public void deliver(String after, List<StreamEntry> entries) {
    if (append(after, entries)) {
      attend();
    }
    cold.advanced();
  }

  /** Returns whether the log has ended. */
  private synchronized boolean append(String after, List<StreamEntry> entries) {
    if (!followed || !newest().equals(after)) {
      return false; // The ring was begun elsewhere since Redis was asked.
    }
    for (var entry : entries) {
      if (!entry.before().equals(newest())) {
        ring.restart(entry.before()); // What is between was dropped before it was read.
      }
      var record = entry.record();
      if (record == null) {
        ended = true;
        ring.end();
        return true;
      }
      ring.append(new Line(record, Line.Ending.LF), entry.id());
    }
    return false;
  }

  @Override
  public synchronized @Nullable IOException failure() {
    return failure;
  }

  @Override
  public void fail(IOException cause) {
    synchronized (this) {
      if (failure != null) {
        return;
      }
      failure = cause;
    }
    logs.forget(this);
    attend();
    ring.fail(cause);
    cold.advanced();
  }

  @Override
  public void delete() throws IOException {
    scripts.delete();
    fail(new LogDeletedException(name));
  }

  @Override
  public String toString() {
    return link.server() + " " + name;
  }
}
