package httpd.topic;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.blocking.BlockingReader;

/** The run of a line source: {@code httpd-shared} polls it, and waits where it has no line. */
final class SourceRun extends SharedRun {

  private final LineSource source;

  SourceRun(LineSource source) {
    super("httpd-shared");
    this.source = source;
  }

  @Override
  void read(MemoryRing ring) throws Throwable {
    while (true) {
      switch (BlockingReader.next(source)) {
        case Line line -> ring.append(line);
        case Poll.Pending() -> {}
        case Poll.End() -> {
          return;
        }
        case Poll.Failed(var cause) -> throw cause;
      }
    }
  }

  @Override
  void closeSource() {
    source.close();
  }
}
