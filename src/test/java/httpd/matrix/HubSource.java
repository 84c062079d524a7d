package httpd.matrix;

import httpd.Handler;
import httpd.Request;
import httpd.hub.HubHandler;
import httpd.live.Presentation;

/** The subscribers of a hub, which has no failure; the access log tells that one has gone. */
final class HubSource implements MatrixSource {

  private final HubHandler hub = new HubHandler("hub:", 10, Presentation.DEFAULT);

  @Override
  public String name() {
    return "hub";
  }

  @Override
  public Handler handler() {
    return hub;
  }

  @Override
  public void say(String line) throws Exception {
    hub.handle(Request.post("/", line));
  }

  @Override
  public boolean mayFail() {
    return false;
  }

  @Override
  public void fail() {
    throw new UnsupportedOperationException(name());
  }

  @Override
  public void awaitReleased() {}
}
