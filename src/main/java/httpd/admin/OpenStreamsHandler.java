package httpd.admin;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.http.JsonWriter;
import httpd.route.Route;
import httpd.server.answer.OpenExchange;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The open exchanges: {@code /streams}, and {@code /streams/ID} to look at one or to stop it. */
public final class OpenStreamsHandler {

  private static final int NO_CONTENT = 204;
  private static final int NOT_FOUND = 404;
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

  private final Administered server;

  private OpenStreamsHandler(Administered server) {
    this.server = server;
  }

  /** Returns the part of the admin place. */
  public static AdminPart part(Administered server) {
    var handler = new OpenStreamsHandler(server);
    return new AdminPart(
        "streams",
        "open exchanges: who, what, since when, waiting for whom; DELETE streams/ID stops one",
        List.of(
            Route.get("/streams", handler::list),
            Route.get("/streams/{id}", handler::one),
            Route.delete("/streams/{id}", handler::stop)));
  }

  private Response list(Request request) throws Exception {
    var filter = StreamFilter.of(request);
    var sources = new RouteSources(server.routes());
    var visited = server.visit(() -> new StreamPick(filter, sources));
    var pick = StreamPick.merged(filter, sources, visited.visitors());
    var shown = inOrder(pick.ids(), visited.looked());
    var now = Instant.now();
    if (filter.asText()) {
      return Response.text(StreamsText.of(shown, sources, now, filter.width()))
          .withHeader("Cache-Control", "no-store");
    }
    try (var json = JsonWriter.ofAscii()) {
      json.object().add("now", now.toString());
      json.add("open", pick.open()).add("matching", pick.matching()).add("admin", pick.admin());
      if (pick.isCut() && filter.order() == StreamOrder.ID) {
        json.add("next", pick.ids().getLast());
      }
      json.array("streams");
      for (var each : shown) {
        StreamJson.write(json.blank("\n").object(), each, sources, now).end();
      }
      return AdminJson.response(json.blank("\n").end().end().take());
    }
  }

  /** Those with these numbers, in this order; some may be over. */
  private static List<OpenExchange> inOrder(List<Long> ids, List<OpenExchange> looked) {
    var byId = new HashMap<Long, OpenExchange>();
    looked.forEach(each -> byId.put(each.id(), each));
    return ids.stream().map(byId::get).filter(Objects::nonNull).toList();
  }

  private Response one(Request request) throws Exception {
    long id = id(request);
    var found = server.openExchange(id);
    if (found == null) {
      throw gone(id);
    }
    try (var json = JsonWriter.ofAscii().object()) {
      var now = Instant.now();
      json.add("now", now.toString());
      StreamJson.write(json, found, new RouteSources(server.routes()), now);
      addStack(json, found.progress().insight().reader());
      return AdminJson.response(json.end().take());
    }
  }

  /** Where the thread of its handler, or of its lines, is now. */
  private static void addStack(JsonWriter json, @Nullable Thread thread) {
    var stack = thread == null ? new StackTraceElement[0] : thread.getStackTrace();
    if (thread != null && stack.length > 0) {
      json.add("thread", thread.getName()).add("threadState", thread.getState().name());
      json.strings("stack", List.of(stack).stream().map(StackTraceElement::toString).toList());
    }
  }

  private Response stop(Request request) throws Exception {
    long id = id(request);
    if (!server.stop(id)) {
      throw gone(id);
    }
    return Response.status(NO_CONTENT);
  }

  private static long id(Request request) {
    var text = request.param("id");
    if (!NUMBER.matcher(text).matches()) {
      throw new HttpException(
          NOT_FOUND,
          "\"" + text + "\" is not the number of a stream; /-/streams lists those there are");
    }
    return Long.parseLong(text);
  }

  private static HttpException gone(long id) {
    return new HttpException(
        NOT_FOUND, "No stream " + id + " is open: it has ended, or there never was one");
  }
}
