package httpd.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Body;
import httpd.Request;
import httpd.limit.Limits;
import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.Poll;
import httpd.live.Presentation;
import httpd.topic.Append;
import httpd.topic.Log;
import httpd.topic.LogStore.Blueprint;
import httpd.topic.MemoryLogStore;
import httpd.topic.Retention;
import httpd.topic.StoreFullException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The exam for streams of several topics, and for those that wait for a topic. */
class MergedEventsTest {

  /** A hub over a store, and a subscriber; all lines come in topic a. */
  private static final class HubOrigin implements LineSourceContract.Origin {

    private final MemoryLogStore store = new MemoryLogStore(Retention.ALL);
    private final HubHandler hub =
        HubHandler.over(
            store, "hub:store", Presentation.DEFAULT, Limits.standard(), Duration.ofMillis(10));
    private final List<String> topics;
    private final boolean canEnd;
    private final boolean canFail;
    private final Opening source;

    HubOrigin(String query, List<String> topics, boolean exist, boolean canEnd, boolean canFail)
        throws Exception {
      this.topics = topics;
      this.canEnd = canEnd;
      this.canFail = canFail;
      if (exist) {
        topics.forEach(this::create);
      }
      var body = hub.handle(Request.get("/?" + query)).body();
      source = new Opening(((Body.Lines) body).source());
    }

    private Log create(String name) {
      try {
        return store.create(name, new Blueprint(Map.of(), null, Append.of(List.of()))).log();
      } catch (StoreFullException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void emit(String line) throws Exception {
      hub.handle(Request.post("/?topic=a", line)).close();
    }

    @Override
    public LineSource source() {
      return source;
    }

    @Override
    public boolean opened() {
      return source.opened;
    }

    @Override
    public void end() {
      topics.forEach(name -> create(name).append(Append.closing()).join());
    }

    @Override
    public boolean canEnd() {
      return canEnd;
    }

    @Override
    public void fail() {
      topics.forEach(name -> unchecked(create(name)));
    }

    private static void unchecked(Log log) {
      try {
        log.delete();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public boolean canFail() {
      return canFail;
    }

    @Override
    public boolean released() {
      return topics.stream().map(store::find).allMatch(log -> log == null || log.readers() == 0);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  /** Gives the lines without the names before them, and knows whether it was polled. */
  private static final class Opening extends ForwardingSource {
    private volatile boolean opened;
    private volatile boolean closed;

    Opening(LineSource source) {
      super(source);
    }

    @Override
    public Poll poll(Runnable wake) {
      opened |= !closed;
      var poll = super.poll(wake);
      return poll instanceof Line line ? bare(line) : poll;
    }

    private static Line bare(Line line) {
      var text = new String(line.content(), UTF_8);
      return Line.of(text.substring(text.indexOf('\t') + 1, text.length() - 1));
    }

    @Override
    public void close() {
      closed = true;
      super.close();
    }
  }

  @Nested
  class TwoTopics implements LineSourceContract {
    @Override
    public Origin origin() throws Exception {
      return new HubOrigin("topic=a&topic=b", List.of("a", "b"), true, true, true);
    }
  }

  @Nested
  class TwoTopicsToCome implements LineSourceContract {
    @Override
    public Origin origin() throws Exception {
      return new HubOrigin("topic=a&topic=b", List.of("a", "b"), false, true, false);
    }
  }

  @Nested
  class TopicsOfPatterns implements LineSourceContract {
    @Override
    public Origin origin() throws Exception {
      return new HubOrigin("topic=*", List.of("a"), false, false, false);
    }
  }

  @Nested
  class OneTopicToCome implements LineSourceContract {
    @Override
    public Origin origin() throws Exception {
      return new HubOrigin("topic=a", List.of("a"), false, true, true);
    }
  }
}
