package httpd.matrix;

import httpd.Handler;
import httpd.Response;
import httpd.testing.SlowLines;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The iterator of a handler, one for each client. */
final class HandlerSource implements MatrixSource {

  private final List<SlowLines> open = new CopyOnWriteArrayList<>();

  @Override
  public String name() {
    return "handler";
  }

  @Override
  public Handler handler() {
    return request -> {
      var lines = new SlowLines();
      open.add(lines);
      return Response.lines(lines);
    };
  }

  @Override
  public void say(String line) {
    open.forEach(lines -> lines.emit(line));
  }

  @Override
  public void fail() {
    open.forEach(lines -> lines.fail(new IllegalStateException("as the test wants it")));
  }

  /** Lets all that are open end well. */
  void end() {
    open.forEach(SlowLines::end);
  }

  @Override
  public void awaitReleased() throws InterruptedException {
    for (var lines : open) {
      lines.awaitClosed();
    }
    open.clear();
  }
}
