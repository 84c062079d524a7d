package httpd.proxy;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.line.LineSource;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.route.HeaderRule;
import httpd.sse.EventEncoder.Form;
import httpd.topic.HasTopics;
import httpd.topic.SharedLines;
import httpd.topic.TopicView;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Gives all clients the lines of one connection to another server, which goes on while that
 * restarts ({@link ReconnectingSource}). {@code Via} tells an upstream that leads back here: the
 * route would be its own reader, without end.
 */
public final class SharedUpstreamHandler implements Handler, HasTopics {

  private final Hops hops = new Hops("GET, HEAD");
  private final Handler topic;

  /**
   * A handler that uses the client of the process, and connects when the first client reads.
   *
   * @param name as on the command line
   * @param rules for the fields of its requests, whatever their path
   */
  public SharedUpstreamHandler(
      String name,
      UpstreamAddress address,
      UpstreamLimits limits,
      List<HeaderRule> rules,
      Presentation presentation) {
    var source = source(UpstreamClient.shared(), address, limits, rules);
    this.topic = new TopicHandler(name, new SharedLines(source), presentation, Form.EITHER);
  }

  SharedUpstreamHandler(
      String name,
      UpstreamAddress address,
      UpstreamLimits limits,
      Presentation presentation,
      UpstreamClient client) {
    var lines = new SharedLines(source(client, address, limits, List.of()));
    this.topic = new TopicHandler(name, lines, presentation, Form.EITHER);
  }

  private SharedUpstreamHandler(
      UpstreamAddress address,
      UpstreamLimits limits,
      List<HeaderRule> rules,
      Function<Supplier<LineSource>, Handler> reading) {
    this.topic = reading.apply(source(UpstreamClient.shared(), address, limits, rules));
  }

  /** A handler whose clients are answered by another one, which opens the lines. */
  public static Handler reading(
      UpstreamAddress address,
      UpstreamLimits limits,
      List<HeaderRule> rules,
      Function<Supplier<LineSource>, Handler> reading) {
    return new SharedUpstreamHandler(address, limits, rules, reading);
  }

  private Supplier<LineSource> source(
      UpstreamClient client,
      UpstreamAddress address,
      UpstreamLimits limits,
      List<HeaderRule> rules) {
    return () -> new ReconnectingSource(new SharedUpstream(client, address, limits, hops, rules));
  }

  @Override
  public Response handle(Request request) throws Exception {
    var answer = hops.answer(request);
    return answer == null ? topic.handle(request) : answer;
  }

  @Override
  public List<TopicView> topics(int most) throws IOException {
    return HasTopics.of(topic, most);
  }

  @Override
  public int topicCount() {
    return HasTopics.count(topic);
  }

  @Override
  public String toString() {
    return topic.toString();
  }
}
