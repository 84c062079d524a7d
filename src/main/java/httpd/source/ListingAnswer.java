package httpd.source;

import httpd.PercentEncoding;
import httpd.Request;
import httpd.Response;
import java.util.Locale;

/**
 * A folder without an index page: a page for people, or JSON for a client that would rather have
 * it. {@code ?sort=name|size|date} and {@code ?order=asc|desc} say how it is sorted.
 *
 * @param isTop whether nothing lies above it here
 */
record ListingAnswer(Request request, boolean isTop) {

  Response of(Listing listing) {
    var path = PercentEncoding.decode(request.path());
    var by = order();
    boolean descending = "desc".equals(request.query("order"));
    var entries = listing.sorted(by, descending);
    var response =
        wantsJson()
            ? Response.text(ListingJson.of(path, entries, listing.isComplete()))
                .withType("application/json")
            : Response.text(
                    new ListingPage(path, isTop, by, descending).of(entries, listing.isComplete()))
                .withType("text/html; charset=utf-8")
                .withHeader("Content-Security-Policy", ListingPage.SECURITY_POLICY);
    return response
        .withHeader("Cache-Control", "no-cache")
        .withHeader("Vary", "Accept")
        .withHeader("X-Content-Type-Options", "nosniff");
  }

  /** By name, unless the query names another order. */
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
