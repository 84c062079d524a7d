package httpd.proxy;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.sse.EventEncoder.Form;
import httpd.topic.SharedLines;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;

/**
 * To every client what one connection to another server gives, which goes on while that is
 * restarted ({@link ReconnectingSource}). An upstream that leads back here is found by {@code Via}:
 * otherwise the route would be its own reader, and would never end.
 */
public final class SharedUpstreamHandler implements Handler {

  private final Hops hops = new Hops("GET, HEAD");
  private final Handler topic;

  /**
   * A handler that uses the client of the process, and connects when the first client reads.
   *
   * @param name as the command line calls it
   * @param last lines for a client that does not say how many
   */
  public SharedUpstreamHandler(
      String name,
      UpstreamAddress address,
      UpstreamLimits limits,
      int last,
      Presentation presentation) {
    this(name, address, limits, last, presentation, UpstreamClient.shared());
  }

  SharedUpstreamHandler(
      String name,
      UpstreamAddress address,
      UpstreamLimits limits,
      int last,
      Presentation presentation,
      UpstreamClient client) {
    var lines =
        new SharedLines(
            () -> new ReconnectingSource(new SharedUpstream(client, address, limits, hops)));
    this.topic = new TopicHandler(name, lines, last, presentation, Form.EITHER);
  }

  @Override
  public Response handle(Request request) throws Exception {
    var answer = hops.answer(request);
    return answer == null ? topic.handle(request) : answer;
  }

  @Override
  public String toString() {
    return topic.toString();
  }
}
