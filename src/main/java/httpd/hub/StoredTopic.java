package httpd.hub;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.line.PositionedSource;
import httpd.live.TopicHandler;
import httpd.live.merged.MergedTopic;
import httpd.topic.Append;
import httpd.topic.AppendResult;
import httpd.topic.AppendResult.Appended;
import httpd.topic.AppendResult.IdTaken;
import httpd.topic.Log;
import httpd.topic.LogDeletedException;
import httpd.topic.Topic;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One topic of a hub over a store, whether its log exists or not.
 *
 * <pre>
 *            its first publication, here or elsewhere
 *   ABSENT ───────────────────────────────────────────► PRESENT
 *     ▲        its log is deleted                          │
 *     └────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>While it is absent it is at the position {@link #BEFORE_ALL}, after which its first event
 * comes. Safe for all threads.
 */
final class StoredTopic implements HubTopic, Topic {

  /** The position before the first event of any topic. */
  static final String BEFORE_ALL = "0-0";

  /** Positions that are numbers alone: those of a server, and {@link #BEFORE_ALL}. */
  private static final Pattern NUMBERS = Pattern.compile("[0-9]{1,20}-[0-9]{1,20}");

  private static final Bounds NOTHING = new Bounds(BEFORE_ALL, BEFORE_ALL);

  private final String name;
  private final StoredTopics hub;
  private final TopicHandler presented;
  private final AtomicInteger awaiting = new AtomicInteger();
  private volatile @Nullable Log known;

  // Guarded by StoredTopics.
  int holds;
  long idleSince;

  StoredTopic(String name, StoredTopics hub, Function<Topic, TopicHandler> presenting) {
    this.name = name;
    this.hub = hub;
    this.presented = presenting.apply(this);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Topic events() {
    return this;
  }

  /** Its log as it is now, or null while it is absent. */
  @Nullable Log log() throws IOException {
    var found = hub.find(name);
    known = found;
    return found;
  }

  /** Whether it had no log when that was looked for last. */
  boolean isAbsent() {
    return known == null;
  }

  void created(Log log) {
    known = log;
  }

  @Override
  public Response subscribe(Request request) throws Exception {
    return presented.handle(request);
  }

  @Override
  public PositionedSource last(int lines) throws IOException {
    var log = log();
    return log == null ? new AwaitedEvents(hub, this) : log.last(lines);
  }

  @Override
  public Resumption after(String position) throws IOException {
    var log = log();
    if (position.equals(BEFORE_ALL)) {
      return log == null ? new Resumption.Found(new AwaitedEvents(hub, this)) : fromStart(log);
    }
    return log == null ? new Resumption.Lost(NOTHING) : log.after(position);
  }

  private static Resumption fromStart(Log log) throws IOException {
    var bounds = log.bounds();
    return MergedTopic.isStart(bounds.oldest())
        ? log.after(bounds.oldest())
        : new Resumption.Lost(bounds);
  }

  @Override
  public Bounds bounds() throws IOException {
    var log = log();
    return log == null ? NOTHING : log.bounds();
  }

  @Override
  public CompletableFuture<String> publish(ServerSentEvent event) {
    try {
      checkId(event.id());
      return publish(event, false);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(hub.refusal(e));
    }
  }

  /** Appends to the known log; if that was deleted, to a new one. */
  private CompletableFuture<String> publish(ServerSentEvent event, boolean again)
      throws IOException {
    var log = known;
    if (log == null || again) {
      log = hub.create(this);
    }
    return log.append(Append.of(event.toLine()).withId(event.id()))
        .handle((result, failure) -> {
          if (failure == null) {
            return CompletableFuture.completedFuture(id(event, result));
          }
          return !again && cause(failure) instanceof LogDeletedException
              ? publishAgain(event)
              : CompletableFuture.<String>failedFuture(refusal(failure));
        })
        .thenCompose(Function.identity());
  }

  /** On a thread that may wait: this one may be the store's. */
  private CompletableFuture<String> publishAgain(ServerSentEvent event) {
    return CompletableFuture.completedFuture(event)
        .thenComposeAsync(
            again -> {
              try {
                return publish(again, true);
              } catch (IOException e) {
                return CompletableFuture.failedFuture(hub.refusal(e));
              }
            },
            task -> Thread.ofVirtual().name("httpd-topic").start(task));
  }

  private String id(ServerSentEvent event, AppendResult result) {
    return switch (result) {
      case Appended(var position) -> {
        hub.works();
        yield event.id() == null ? position : event.id();
      }
      case IdTaken(var id) ->
          throw new HttpException(409, "an event with the id " + id + " is in the log already");
      case AppendResult.Closed _ ->
          throw new HttpException(409, "topic \"" + name + "\" takes no more events");
      default -> throw new IllegalStateException(result.toString());
    };
  }

  private Throwable refusal(Throwable failure) {
    return cause(failure) instanceof IOException e ? hub.refusal(e) : cause(failure);
  }

  private static Throwable cause(Throwable failure) {
    var cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  /** Refuses an id that could be one of the log's own positions. */
  private void checkId(@Nullable String id) throws IOException {
    if (id == null) {
      return;
    }
    var newest = bounds().newest();
    var epoch = newest.substring(0, newest.lastIndexOf('-') + 1);
    boolean hasNumbers = NUMBERS.matcher(newest).matches() && NUMBERS.matcher(id).matches();
    if (id.startsWith(epoch) || hasNumbers || id.equals(BEFORE_ALL)) {
      throw new HttpException(400, "id " + id + ": this log assigns such ids itself");
    }
  }

  @Override
  public int readers() {
    var log = known;
    return awaiting.get() + (log == null ? 0 : log.readers());
  }

  @Override
  public int audience() throws IOException {
    var log = log();
    return awaiting.get() + (log == null ? 0 : log.audience());
  }

  /** Counts a reader that waits for the first event. */
  void beginAwait() {
    awaiting.incrementAndGet();
  }

  /** It waits no longer. */
  void endAwait() {
    awaiting.decrementAndGet();
    hub.leave(this);
  }

  @Override
  public Log.State state() throws IOException {
    var log = log();
    return log == null ? new Log.State(NOTHING, false, 0, 0) : log.state();
  }
}
