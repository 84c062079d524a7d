package httpd.admin;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.http.JsonWriter;
import httpd.server.answer.OpenExchanges;
import httpd.server.answer.Watched;
import httpd.topic.HasTopics;
import httpd.topic.TopicView;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    var readers = new Readers();
    try (var json = JsonWriter.ofAscii().object()) {
      json.array("topics");
      for (var route : server.served()) {
        write(json, route, most, readers);
      }
      return AdminJson.response(json.blank("\n").end().end().take());
    }
  }

  /** The open responses of each route; the event loops are asked only for a topic that needs it. */
  private final class Readers {

    private @Nullable Map<String, Long> byRoute;

    long of(String route) throws InterruptedException {
      if (byRoute == null) {
        byRoute = new HashMap<>();
        for (var counts : server.visit(ResponseCounts::new).visitors()) {
          counts.byRoute.forEach((each, count) -> byRoute.merge(each, count, Long::sum));
        }
      }
      return byRoute.getOrDefault(route, 0L);
    }
  }

  /** The open responses of one event loop. */
  private static final class ResponseCounts implements OpenExchanges.Visitor {

    final Map<String, Long> byRoute = new HashMap<>();

    @Override
    public void accept(Watched exchange) {
      var route = exchange.route();
      if (route != null && exchange.status() != 0) {
        byRoute.merge(route, 1L, Long::sum);
      }
    }

    @Override
    public List<Watched> chosen() {
      return List.of();
    }
  }

  private static void write(JsonWriter json, ServedRoute route, int most, Readers readers)
      throws InterruptedException {
    try {
      for (var topic : HasTopics.of(route.handler(), most)) {
        long known = topic.subscribers();
        long subscribers = known < 0 ? readers.of(route.path()) : known;
        begin(json, route);
        write(json, topic, subscribers);
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

  private static void write(JsonWriter json, TopicView topic, long subscribers) {
    json.add("topic", topic.name())
        .add("subscribers", subscribers)
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
