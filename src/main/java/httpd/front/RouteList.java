package httpd.front;

import httpd.Request;
import httpd.Response;
import httpd.http.JsonWriter;
import httpd.http.Preferences;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a server, as one client may see them.
 *
 * @param routes in the order of the command line
 * @param hidden how many there are that only other users may see
 * @param admin where the admin place is, as a reference; null if it is not for this client
 */
public record RouteList(List<ListedRoute> routes, int hidden, @Nullable String admin) {

  private static final int GAP = 2;

  /** Copies the list. */
  public RouteList {
    routes = List.copyOf(routes);
  }

  /** Answers as a page, as JSON or as text, by what the client prefers. */
  Response answer(Request request) {
    var accepted = Preferences.of(request.headers().all("Accept"));
    double page = accepted.of("text/html", 0);
    double json = accepted.of("application/json", 0);
    double text = accepted.of("text/plain", 0);
    var response =
        json > 0 && json > page && json >= text
            ? Response.text(json()).withType("application/json")
            : page > 0 && page >= text ? FrontPage.of(this, request) : Response.text(text());
    return response
        .withHeader("Cache-Control", "no-store")
        .withHeader("Vary", "Accept")
        .withHeader("X-Content-Type-Options", "nosniff");
  }

  String text() {
    int methods = routes.stream().mapToInt(each -> each.methodsText().length()).max().orElse(0);
    int paths = routes.stream().mapToInt(each -> each.path().length()).max().orElse(0);
    var lines =
        routes.stream()
            .map(each ->
                padded(each.methodsText(), methods) + padded(each.path(), paths) + each.words())
            .collect(Collectors.joining("\n", "", "\n"));
    return (routes.isEmpty() ? "" : lines) + (hidden == 0 ? "" : hiddenText() + "\n");
  }

  String hiddenText() {
    return hidden == 1
        ? "One more route is for other users."
        : hidden + " more routes are for other users.";
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length() + GAP);
  }

  private String json() {
    try (var json = JsonWriter.ofUnicode().object()) {
      json.array("routes");
      for (var route : routes) {
        json.blank("\n").object().add("methods", route.methodsText());
        json.add("path", route.path()).add("kind", route.kind()).add("what", route.words()).end();
      }
      return json.blank("\n").end().add("hidden", hidden).end().take() + "\n";
    }
  }
}
