package httpd.file;

import httpd.Body;
import httpd.Headers;
import httpd.PercentEncoding;
import httpd.Request;
import httpd.Response;
import httpd.http.Preferences;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Answers for a directory without an index page: a page, or JSON for a client that prefers it.
 * {@code ?sort=name|size|date} and {@code ?order=asc|desc} sort it.
 *
 * @param isTop whether it has no parent that is served
 */
record ListingAnswer(Request request, boolean isTop) {

  /**
   * Answers a GET.
   *
   * @param directory a real path
   */
  Response of(Path directory, Listing listing) {
    var path = PercentEncoding.decode(request.path());
    var by = order();
    boolean descending = isDescending();
    var entries = listing.sorted(by, descending);
    boolean json = wantsJson();
    var text =
        json
            ? ListingJson.of(path, entries, listing.isComplete())
            : new ListingPage(path, isTop, by, descending).of(entries, listing.isComplete());
    var parts = text.parts(directory + (json ? "?json" : "?page") + by + descending);
    return withFields(
        parts.size() == 1 ? new Body.Text(parts.getFirst()) : new Body.Chunks(parts), json);
  }

  /** Answers a HEAD, without a length, since the directory is not read. */
  Response ofHead() {
    return withFields(new Body.Chunks(List.of()), wantsJson());
  }

  private static Response withFields(Body body, boolean json) {
    var response = new Response(200, Headers.EMPTY, body);
    var typed =
        json
            ? response.withType("application/json")
            : response
                .withType("text/html; charset=utf-8")
                .withHeader("Content-Security-Policy", ListingPage.SECURITY_POLICY);
    return typed
        .withHeader("Cache-Control", "no-cache")
        .withHeader("Vary", "Accept")
        .withHeader("X-Content-Type-Options", "nosniff");
  }

  private boolean isDescending() {
    return "desc".equals(request.query("order"));
  }

  /** The order that the query names, or by name. */
  private Listing.Order order() {
    var given = request.query("sort");
    for (var order : Listing.Order.values()) {
      if (order.name().toLowerCase(Locale.ROOT).equals(given)) {
        return order;
      }
    }
    return Listing.Order.NAME;
  }

  private boolean wantsJson() {
    var accepted = Preferences.of(request.headers().all("Accept"));
    double any = accepted.of("*/*", 0);
    double json = accepted.of("application/json", accepted.of("application/*", any));
    double html = accepted.of("text/html", accepted.of("text/*", any));
    boolean namesJson = accepted.weights().containsKey("application/json");
    boolean namesHtml = accepted.weights().containsKey("text/html");
    return json > html || (json == html && json > 0 && namesJson && !namesHtml);
  }
}
