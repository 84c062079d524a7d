package httpd.topic;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineSourceContract.Origin;
import httpd.line.PositionedSource;

/** A reader of a log, as the exam of all line sources takes it. */
public final class LogOrigin implements Origin {

  private final LogStore store;
  private final Log log;
  private final PositionedSource source;

  private LogOrigin(LogStore store, Log log, PositionedSource source) {
    this.store = store;
    this.log = log;
    this.source = source;
  }

  /** A reader of an empty log, from its end. */
  public static LogOrigin last(LogStore store) throws Exception {
    var log = LogSteps.create(store, "a");
    return new LogOrigin(store, log, log.last(0));
  }

  /** A reader of an empty log, after its beginning. */
  public static LogOrigin after(LogStore store) throws Exception {
    var log = LogSteps.create(store, "a");
    return new LogOrigin(store, log, LogSteps.after(log, log.bounds().oldest()));
  }

  @Override
  public LineSource source() {
    return source;
  }

  @Override
  public boolean opened() {
    return log.readers() == 1;
  }

  @Override
  public void emit(String line) {
    var _ = log.append(Append.of(Line.of(line)));
  }

  @Override
  public void end() {
    var _ = log.append(Append.closing());
  }

  @Override
  public void fail() throws Exception {
    log.delete();
  }

  @Override
  public boolean released() {
    return log.readers() == 0;
  }

  @Override
  public void close() {
    store.close();
  }
}
