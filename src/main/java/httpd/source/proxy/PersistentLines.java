package httpd.source.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Headers;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.upstream.UpstreamAddress;
import httpd.upstream.UpstreamClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an upstream that may go and come back: they never end.
 *
 * <pre>
 *         first poll              end or failure
 *   NEW ────────────► CONNECTED ────────────────► RESTING    0.25 s, twice as long each time it fails
 *                         ▲                          │       again, at most 10 s, give or take a half
 *                         └──────────────────────────┘
 *                               poll, time is over
 *   close(), in any state: CLOSED
 * </pre>
 *
 * <p>Server-sent events are given whole: the lines of one wait for the empty line behind them, and
 * what had begun when the upstream went is dropped. The next request asks for those behind the last
 * whole one by {@code Last-Event-ID}, so that an upstream which keeps its events leaves no gap and
 * sends none twice. Other lines are given at once.
 *
 * <p>Threads: the owner polls, anyone closes; a wake-up comes from the event loop or a timer.
 */
public final class PersistentLines implements LineSource {

  private static final System.Logger LOG = System.getLogger("httpd");
  private static final long FIRST_DELAY_MILLIS = 250;
  private static final long LONGEST_DELAY_MILLIS = 10_000;

  /** An event that is larger is given in parts. */
  private static final int LARGEST_EVENT = 1024 * 1024;

  private static final byte[] ID = "id:".getBytes(UTF_8);

  private final UpstreamClient client;
  private final UpstreamAddress address;
  private final IntFunction<Duration> delays;

  /** The wake-up of an owner who was told to wait while there is no connection. */
  private final AtomicReference<@Nullable Runnable> resting = new AtomicReference<>();

  private volatile boolean closed;
  private volatile @Nullable LineSource current;
  private volatile boolean ofEvents;

  // The owner's own.
  private final Queue<Line> event = new ArrayDeque<>();
  private final Queue<Line> ready = new ArrayDeque<>();
  private int eventBytes;
  private String idOfEvent = "";
  private String lastId = "";
  private int failures;
  private long restsUntil = System.nanoTime();

  /** Lines with the client of the process. */
  public PersistentLines(UpstreamAddress address) {
    this(UpstreamClient.shared(), address, PersistentLines::delay);
  }

  PersistentLines(UpstreamClient client, UpstreamAddress address, IntFunction<Duration> delays) {
    this.client = client;
    this.address = address;
    this.delays = delays;
  }

  private static Duration delay(int failures) {
    long usual = Math.min(LONGEST_DELAY_MILLIS, FIRST_DELAY_MILLIS << Math.min(failures, 10));
    return Duration.ofMillis(usual / 2 + ThreadLocalRandom.current().nextLong(usual));
  }

  @Override
  public Poll poll(Runnable wake) {
    while (!closed) {
      var line = ready.poll();
      if (line != null) {
        return line;
      }
      var open = current;
      if (open == null) {
        if (restsUntil - System.nanoTime() > 0) {
          return rest(wake);
        }
        open = connect();
      }
      switch (open.poll(wake)) {
        case Line next -> take(next);
        case Poll.Pending pending -> {
          return pending;
        }
        case Poll.End() -> lose("it ended");
        case Poll.Failed(var cause) -> lose(String.valueOf(cause.getMessage()));
      }
    }
    return new Poll.Failed(new SourceClosedException());
  }

  @Override
  public void close() {
    closed = true;
    var open = current;
    if (open != null) {
      open.close();
    }
    wakeUp();
  }

  private LineSource connect() {
    var headers = Headers.of("Accept", "text/event-stream, */*", "Cache-Control", "no-cache");
    if (!lastId.isEmpty()) {
      headers = headers.plus("Last-Event-ID", lastId);
    }
    var opened = client.open("GET", address, headers, head -> ofEvents = isEventStream(head));
    current = opened;
    if (closed) {
      opened.close(); // The close came in between.
    }
    return opened;
  }

  private static boolean isEventStream(Headers head) {
    var type = head.get("Content-Type");
    return type != null && type.regionMatches(true, 0, "text/event-stream", 0, 17);
  }

  private void take(Line line) {
    failures = 0;
    if (!ofEvents) {
      ready.add(line);
      return;
    }
    event.add(line);
    eventBytes += line.length();
    if (line.content().length == 0) {
      lastId = idOfEvent;
      giveEvent();
    } else if (eventBytes > LARGEST_EVENT) {
      giveEvent();
    } else if (startsWithId(line.content())) {
      idOfEvent = latin1(line.text().substring(ID.length).strip());
    }
  }

  private static boolean startsWithId(byte[] content) {
    return content.length >= ID.length
        && content[0] == ID[0]
        && content[1] == ID[1]
        && content[2] == ID[2];
  }

  /** What no header can carry cannot be asked for. */
  private static String latin1(String id) {
    return id.chars().allMatch(c -> c >= ' ' && c != 0x7f && c <= 0xff) ? id : "";
  }

  private void giveEvent() {
    ready.addAll(event);
    event.clear();
    eventBytes = 0;
  }

  private void lose(String why) {
    var lost = current;
    current = null;
    if (lost != null) {
      lost.close();
    }
    event.clear();
    eventBytes = 0;
    idOfEvent = lastId;
    if (closed) {
      return;
    }
    if (failures == 0) { // Once until it is back.
      LOG.log(System.Logger.Level.WARNING, "waiting for " + address + " to come back: " + why);
    }
    restsUntil = System.nanoTime() + delays.apply(failures).toNanos();
    failures++;
  }

  private Poll rest(Runnable wake) {
    resting.set(wake);
    long nanos = Math.max(1, restsUntil - System.nanoTime());
    CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run)
        .execute(() -> wakeUp(wake));
    if (closed) {
      wakeUp();
    }
    return Poll.PENDING;
  }

  private void wakeUp() {
    var wake = resting.getAndSet(null);
    if (wake != null) {
      wake.run();
    }
  }

  /** The timer of an earlier rest wakes nobody. */
  private void wakeUp(Runnable wake) {
    if (resting.compareAndSet(wake, null)) {
      wake.run();
    }
  }
}
