package httpd.hub;

import httpd.line.Lead;
import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.SourceClosedException;
import httpd.line.WakeSlot;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The events of a topic that does not exist yet, from the first one on.
 *
 * <pre>
 *             the topic was created
 *   AWAITING ───────────────────────► FOLLOWING its log
 *      └── close ──► CLOSED ◄── close ──┘
 * </pre>
 */
final class AwaitedEvents implements PositionedSource, TopicWatch {

  private final StoredTopics hub;
  private final StoredTopic topic;
  private final WakeSlot slot = new WakeSlot();
  private volatile @Nullable PositionedSource following;
  private volatile @Nullable Throwable failure;

  private final AtomicBoolean awaiting = new AtomicBoolean(true);
  private volatile boolean closed;

  /** Waits from now on; looks whether the topic was created meanwhile. */
  AwaitedEvents(StoredTopics hub, StoredTopic topic) throws IOException {
    this.hub = hub;
    this.topic = topic;
    topic.beginAwait();
    boolean isReady = false;
    try {
      var existing = hub.watch(this);
      if (existing.contains(topic.name())) {
        appeared(topic);
      }
      isReady = true;
    } finally {
      if (!isReady) {
        close();
      }
    }
  }

  @Override
  public boolean awaits(String name) {
    return following == null && topic.name().equals(name);
  }

  @Override
  public void appeared(HubTopic created) {
    if (!stopAwaiting()) {
      return;
    }
    try {
      var log = topic.log();
      switch (log == null ? null : topic.after(StoredTopic.BEFORE_ALL)) {
        case Resumption.Found(var events) -> following = events;
        case null, default ->
            failure = new IOException("the first events of the topic are not there any more");
      }
    } catch (Exception e) { // Whatever it is: a client must not wait for events that never come.
      failure = e;
    }
    var events = following;
    if (closed && events != null) {
      events.close();
    }
    slot.run();
  }

  private boolean stopAwaiting() {
    boolean did = awaiting.compareAndSet(true, false);
    if (did) {
      topic.endAwait();
      hub.unwatch(this);
    }
    return did;
  }

  @Override
  public Poll poll(Runnable wake) {
    while (true) {
      var events = following;
      var broken = failure;
      if (events != null) {
        return events.poll(wake);
      }
      if (broken != null) {
        return new Poll.Failed(broken);
      }
      if (closed) {
        return new Poll.Failed(new SourceClosedException());
      }
      slot.set(wake);
      boolean isSilent = following == null && failure == null && !closed;
      if (isSilent || !slot.withdraw(wake)) {
        return Poll.PENDING;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    var _ = stopAwaiting();
    var events = following;
    if (events != null) {
      events.close();
    }
    slot.run();
  }

  @Override
  public String position() {
    var events = following;
    return events == null ? StoredTopic.BEFORE_ALL : events.position();
  }

  @Override
  public long skip() {
    var events = following;
    return events == null ? 0 : events.skip();
  }

  @Override
  public Line encoded(Line line, Object form, Supplier<Line> encode) {
    return followed().encoded(line, form, encode);
  }

  @Override
  public @Nullable Object shared() {
    var events = following;
    return events == null ? null : events.shared();
  }

  @Override
  public LeadSource lead() {
    return followed().lead();
  }

  @Override
  public boolean follow(Lead lead) {
    return followed().follow(lead);
  }

  @Override
  public void goOnAt(Lead lead, Object place) {
    followed().goOnAt(lead, place);
  }

  private PositionedSource followed() {
    return Objects.requireNonNull(following, "the topic is not there yet");
  }
}
