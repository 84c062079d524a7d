package httpd.cli.target;

import httpd.Handler;
import httpd.cli.option.Options;
import httpd.live.LivePage;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.live.WebSocketHandler;
import httpd.live.WebSocketHandler.Input;
import httpd.sse.EventEncoder.Form;
import httpd.topic.Topic;

/** A target with lines that each client sees as it asks for them. */
public interface LiveTarget extends RouteTarget {

  Presentation presentation();

  LiveTarget shown(Presentation presentation);

  @Override
  default RouteTarget with(TargetSettings settings) {
    return shown(presented(presentation(), settings.options()));
  }

  /** The presentation that the options ask for. */
  default Presentation presented(Presentation presentation, Options options) {
    return presentation
        .withLast(options.last())
        .withPing(options.heartbeat())
        .withSlow(options.slow())
        .withPage(new LivePage(source(), options.frameAncestors()));
  }

  /** What the page is titled: the name of a file or a program; empty for its path. */
  default String source() {
    return "";
  }

  @Override
  default Handler withWebSockets(Handler handler, boolean writable) {
    return new WebSocketHandler(handler, Input.NONE);
  }

  default String named(String name) {
    var only = presentation().only();
    return only == null ? name : only.prefix() + name;
  }

  default Handler topic(Topic topic) {
    return new TopicHandler(toString(), topic, presentation(), Form.DATA);
  }
}
