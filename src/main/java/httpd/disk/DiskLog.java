package httpd.disk;

import httpd.line.PositionedSource;
import httpd.topic.Append;
import httpd.topic.AppendResult;
import httpd.topic.ColdRecords;
import httpd.topic.Log;
import httpd.topic.Positions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A log in a directory. It takes a few hundred bytes of memory until it is used; {@link LogEngine}
 * has what it needs then.
 */
final class DiskLog implements Log, ColdRecords {

  private final LogEngine log;

  DiskLog(LogEngine log) {
    this.log = log;
  }

  LogEngine engine() {
    return log;
  }

  @Override
  public String name() {
    return log.name();
  }

  @Override
  public Map<String, String> attributes() throws IOException {
    return log.state().head.attributes();
  }

  @Override
  public void set(String attribute, @Nullable String value) throws IOException {
    var _ =
        log.call(state -> {
          var attributes = new HashMap<>(state.head.attributes());
          if (value == null) {
            attributes.remove(attribute);
          } else {
            attributes.put(attribute, value);
          }
          log.write(state, state.head.with(attributes));
          return true;
        });
  }

  @Override
  public long add(String counter, long change) throws IOException {
    return log.call(state -> {
      var counters = new HashMap<>(state.head.counters());
      long sum = counters.merge(counter, change, Long::sum);
      log.write(state, state.head.withCounters(counters));
      return sum;
    });
  }

  @Override
  public CompletableFuture<AppendResult> append(Append append) {
    return log.append(append);
  }

  @Override
  public State state() throws IOException {
    var state = log.state();
    return new State(state.bounds(), state.isClosed, state.records(), state.bytes());
  }

  @Override
  public int readers() {
    return log.readers();
  }

  @Override
  public PositionedSource last(int lines) throws IOException {
    var state = log.state();
    long number = state.beforeLast(Math.max(0, lines));
    return state.tiers().after(state.positions.of(number));
  }

  @Override
  public Resumption after(String position) throws IOException {
    var state = log.state();
    long number = number(state, position);
    return state.isPlace(number)
        ? new Resumption.Found(state.tiers().after(state.positions.of(number)))
        : new Resumption.Lost(state.bounds());
  }

  /** Of a position, or of the newest event that has this id of its own. */
  private long number(LogState state, String position) throws IOException {
    if (!state.positions.mayBe(position)) {
      var found = log.call(now -> now.ids.find(position, now.segments));
      if (found != null) {
        return found;
      }
    }
    return state.positions.number(position);
  }

  @Override
  public Bounds bounds() throws IOException {
    return log.state().bounds();
  }

  @Override
  public CompletableFuture<Stretch> read(String after, int mostBytes) {
    return log.read(state -> new ColdReader(log.files()).read(state, after, mostBytes));
  }

  @Override
  public @Nullable Part part(String after, long mostBytes) throws IOException {
    return LogOperation.await(log.read(state -> part(state, after, mostBytes)));
  }

  private @Nullable Part part(LogState state, String after, long mostBytes) throws IOException {
    long asked = state.positions.number(after);
    if (asked == Positions.FOREIGN) {
      return null;
    }
    var place = ColdReader.place(state.segments, asked + 1, state.newest());
    if (place == null || place.from() < state.segments.getFirst().first) {
      return null;
    }
    var segment = place.segment();
    var reader = new SegmentReader(log.files());
    long start = reader.start(segment, place.from());
    var slots = reader.slots(segment, place.from(), place.to(), start, mostBytes);
    long last = place.from() + slots.size() - 1;
    reader.verify(segment, last);
    var channel = FileChannel.open(segment.file(Segment.DATA), StandardOpenOption.READ);
    return new Part(channel, start, slots.getLast().end() - start, state.positions.of(last));
  }

  @Override
  public void delete() throws IOException {
    log.delete();
  }
}
