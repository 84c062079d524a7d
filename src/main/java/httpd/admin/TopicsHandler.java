package httpd.admin;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.http.JsonWriter;
import httpd.server.answer.OpenExchange;
import httpd.topic.HasTopics;
import httpd.topic.TopicView;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What several clients read together: hubs, followed files, shared runs: {@code /topics}. */
public final class TopicsHandler {

  private static final int USUAL = 1_000;

  private final Administered server;

  private TopicsHandler(Administered server) {
    this.server = server;
  }

  /** Returns the part of the admin place. */
  public static AdminPart part(Administered server) {
    return AdminPart.read(
        "topics",
        "hubs, followed files, shared runs: subscribers, oldest, newest, what is kept",
        new TopicsHandler(server)::list);
  }

  private Response list(Request request) throws Exception {
    int most = StreamFilter.limit(request, USUAL);
    var readers =
        server.openExchanges().stream()
            .filter(each -> each.route() != null && each.status() != 0)
            .collect(
                Collectors.groupingBy(
                    (OpenExchange each) -> Objects.requireNonNull(each.route()),
                    Collectors.counting()));
    try (var json = JsonWriter.ofUnicode().object()) {
      json.array("topics");
      for (var route : server.served()) {
        if (route.handler() instanceof HasTopics topics) {
          write(json, route, topics, most, readers);
        }
      }
      return AdminJson.response(json.blank("\n").end().end().take());
    }
  }

  private static void write(
      JsonWriter json, ServedRoute route, HasTopics topics, int most, Map<String, Long> readers) {
    try {
      for (var topic : topics.topics(most)) {
        begin(json, route);
        write(json, topic, readers.getOrDefault(route.path(), 0L));
        json.end();
      }
    } catch (IOException | HttpException e) {
      begin(json, route);
      json.add("failure", String.valueOf(e.getMessage())).end();
    }
  }

  private static void begin(JsonWriter json, ServedRoute route) {
    json.blank("\n").object().add("route", route.path()).add("source", route.what());
    json.add("kind", RouteSources.kind(route.what()));
  }

  private static void write(JsonWriter json, TopicView topic, long readersOfRoute) {
    json.add("topic", topic.name())
        .add("subscribers", topic.subscribers() < 0 ? readersOfRoute : topic.subscribers())
        .add("oldest", topic.oldest())
        .add("newest", topic.newest());
    if (topic.events() >= 0) {
      json.add("events", topic.events());
    }
    if (topic.bytes() >= 0) {
      json.add("bytes", topic.bytes());
    }
  }
}
