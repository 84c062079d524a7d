package httpd.hub;

import httpd.line.PositionedSource;
import httpd.topic.Append;
import httpd.topic.AppendResult;
import httpd.topic.Log;
import httpd.topic.LogStore;
import httpd.topic.StoreOutages;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A store whose appends a test decides on. */
class FakeLogStore implements LogStore {

  private final LogStore store;

  /** Makes the future of an append, from that of the store behind. */
  private final BiFunction<Append, CompletableFuture<AppendResult>, CompletableFuture<AppendResult>>
      appends;

  private final @Nullable StoreOutages outages;

  FakeLogStore(
      LogStore store,
      BiFunction<Append, CompletableFuture<AppendResult>, CompletableFuture<AppendResult>> appends,
      @Nullable StoreOutages outages) {
    this.store = store;
    this.appends = appends;
    this.outages = outages;
  }

  FakeLogStore(
      LogStore store,
      BiFunction<Append, CompletableFuture<AppendResult>, CompletableFuture<AppendResult>>
          appends) {
    this(store, appends, null);
  }

  @Override
  public @Nullable StoreOutages outages() {
    return outages;
  }

  @Override
  public @Nullable Log find(String name) throws IOException {
    var log = store.find(name);
    return log == null ? null : new FakeLog(log);
  }

  @Override
  public Creation create(String name, Blueprint blueprint) throws IOException {
    var creation = store.create(name, blueprint);
    return new Creation(new FakeLog(creation.log()), creation.isNew());
  }

  @Override
  public List<String> names() throws IOException {
    return store.names();
  }

  @Override
  public void close() {
    store.close();
  }

  private final class FakeLog implements Log {
    private final Log log;

    FakeLog(Log log) {
      this.log = log;
    }

    @Override
    public CompletableFuture<AppendResult> append(Append append) {
      return appends.apply(append, log.append(append));
    }

    @Override
    public String name() {
      return log.name();
    }

    @Override
    public Map<String, String> attributes() throws IOException {
      return log.attributes();
    }

    @Override
    public void set(String attribute, @Nullable String value) throws IOException {
      log.set(attribute, value);
    }

    @Override
    public long add(String counter, long change) throws IOException {
      return log.add(counter, change);
    }

    @Override
    public State state() throws IOException {
      return log.state();
    }

    @Override
    public int readers() {
      return log.readers();
    }

    @Override
    public void delete() throws IOException {
      log.delete();
    }

    @Override
    public PositionedSource last(int lines) throws IOException {
      return log.last(lines);
    }

    @Override
    public Resumption after(String position) throws IOException {
      return log.after(position);
    }

    @Override
    public Bounds bounds() throws IOException {
      return log.bounds();
    }
  }
}
