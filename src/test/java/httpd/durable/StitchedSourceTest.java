package httpd.durable;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.topic.Append;
import httpd.topic.Log;
import httpd.topic.LogStore.Blueprint;
import httpd.topic.MemoryLogStore;
import httpd.topic.Retention;
import java.util.List;
import java.util.Map;

/** The records of a fork of a fork, whose sources had nothing. */
class StitchedSourceTest implements LineSourceContract {

  @Override
  public Origin origin() throws Exception {
    return new ForkOrigin();
  }

  private static final class ForkOrigin implements Origin {
    private final MemoryLogStore store = new MemoryLogStore(Retention.ALL);
    private final Log own;
    private final LineSource source;

    ForkOrigin() throws Exception {
      var first = create("first", null);
      var begin = first.bounds().newest();
      var second = create("second", begin);
      own = create("own", begin);
      var sections =
          List.of(
              new DurableStream.Section(first, begin),
              new DurableStream.Section(second, begin),
              new DurableStream.Section(own, null));
      source = new DurableStream(own, Map.of(), sections).after(begin);
    }

    private Log create(String name, String begin) throws Exception {
      return store.create(name, new Blueprint(Map.of(), begin, Append.of(List.of()))).log();
    }

    @Override
    public LineSource source() {
      return source;
    }

    @Override
    public boolean opened() {
      return own.readers() > 0;
    }

    @Override
    public void emit(String line) {
      own.append(Append.of(Line.of(line))).join();
    }

    @Override
    public void end() {
      own.append(Append.closing()).join();
    }

    @Override
    public void fail() throws Exception {
      own.delete();
    }

    @Override
    public boolean released() {
      return own.readers() == 0;
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
