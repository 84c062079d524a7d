package httpd.proxy;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.line.LineSource;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.sse.EventEncoder.Form;
import httpd.topic.SharedLines;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Gives all clients the lines of one connection to another server, which goes on while that
 * restarts ({@link ReconnectingSource}). {@code Via} tells an upstream that leads back here: the
 * route would be its own reader, without end.
 */
public final class SharedUpstreamHandler implements Handler {

  private final Hops hops = new Hops("GET, HEAD");
  private final Handler topic;

  /**
   * A handler that uses the client of the process, and connects when the first client reads.
   *
   * @param name as on the command line
   */
  public SharedUpstreamHandler(
      String name, UpstreamAddress address, UpstreamLimits limits, Presentation presentation) {
    this(name, address, limits, presentation, UpstreamClient.shared());
  }

  SharedUpstreamHandler(
      String name,
      UpstreamAddress address,
      UpstreamLimits limits,
      Presentation presentation,
      UpstreamClient client) {
    var lines = new SharedLines(source(client, address, limits));
    this.topic = new TopicHandler(name, lines, presentation, Form.EITHER);
  }

  private SharedUpstreamHandler(
      UpstreamAddress address,
      UpstreamLimits limits,
      Function<Supplier<LineSource>, Handler> reading) {
    this.topic = reading.apply(source(UpstreamClient.shared(), address, limits));
  }

  /** A handler whose clients are answered by another one, which opens the lines. */
  public static Handler reading(
      UpstreamAddress address,
      UpstreamLimits limits,
      Function<Supplier<LineSource>, Handler> reading) {
    return new SharedUpstreamHandler(address, limits, reading);
  }

  private Supplier<LineSource> source(
      UpstreamClient client, UpstreamAddress address, UpstreamLimits limits) {
    return () -> new ReconnectingSource(new SharedUpstream(client, address, limits, hops));
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
