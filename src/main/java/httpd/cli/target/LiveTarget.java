package httpd.cli.target;

import httpd.Handler;
import httpd.live.LivePage;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.sse.EventEncoder.Form;
import httpd.topic.Topic;

/** A target with lines that each client sees as it asks for them. */
public interface LiveTarget extends RouteTarget {

  Presentation presentation();

  LiveTarget shown(Presentation presentation);

  @Override
  default RouteTarget with(TargetSettings settings) {
    var options = settings.options();
    return shown(
        presentation()
            .withLast(options.last())
            .withPing(options.heartbeat())
            .withSlow(options.slow())
            .withPage(new LivePage(source(), options.frameAncestors())));
  }

  /** What the page is titled: the name of a file or a program; empty for its path. */
  default String source() {
    return "";
  }

  default String named(String name) {
    var only = presentation().only();
    return only == null ? name : only.prefix() + name;
  }

  default Handler topic(Topic topic) {
    return new TopicHandler(toString(), topic, presentation(), Form.DATA);
  }
}
