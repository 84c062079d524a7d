package httpd.cli.target;

import httpd.Body;
import httpd.Handler;
import httpd.Response;
import httpd.line.LineSource;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.route.LineTarget;

/** A target with lines, of a kind from {@code --class-path}. */
record PluggedLineTarget(String name, LineTarget target, Presentation presentation)
    implements ShareableTarget, PluggedTarget {

  @Override
  public PluggedLineTarget shown(Presentation presentation) {
    return new PluggedLineTarget(name, target, presentation);
  }

  @Override
  public Handler open() throws Exception {
    return new LiveLinesHandler(target.open(), presentation);
  }

  @Override
  public LineSource openShared() {
    try {
      var response = Response.lines(target.lines());
      return ((Body.Lines) response.body()).source();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(name + " cannot be opened: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return named(name);
  }
}
