package httpd.logs;

import httpd.HttpException;
import httpd.PercentEncoding;
import httpd.Request;
import httpd.Response;
import httpd.http.JsonWriter;
import httpd.http.Preferences;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.live.View;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Answers with the list of files: a page, text, or JSON, as the client asks. */
record LogListAnswer(LogDirectory directory, Limits limits) {

  Response answer(Request request, boolean json) throws IOException {
    var places = limits.of(Bound.LISTINGS);
    if (!places.take(() -> "refused to list the logs of " + directory)) {
      throw new HttpException(503, "too many directories are being listed: try again in a moment");
    }
    try {
      var order = order(request.query("sort"));
      var now = Instant.now();
      return described(answer(request, json, LogListing.of(directory, now), order, now));
    } finally {
      places.release(1);
    }
  }

  private Response answer(
      Request request, boolean json, LogListing listing, LogListing.Order order, Instant now) {
    var entries = listing.sorted(order);
    if (json || prefersJson(request)) {
      return Response.text(json(entries, listing.isComplete())).withType("application/json");
    }
    var asked = request.query("as");
    boolean isPage = asked == null ? View.ofAccept(request) == View.PAGE : asked.equals("page");
    return isPage
        ? new LogListPage(directory, order, now).response(entries, listing.isComplete())
        : Response.text(new LogListText(now).of(entries, listing.isComplete()));
  }

  private static Response described(Response response) {
    return response
        .withHeader("Cache-Control", "no-cache")
        .withHeader("X-Content-Type-Options", "nosniff");
  }

  private static LogListing.Order order(@Nullable String asked) {
    for (var order : LogListing.Order.values()) {
      if (asked == null || order.name().toLowerCase(Locale.ROOT).equals(asked)) {
        return order;
      }
    }
    throw new HttpException(400, "sort=" + asked + ": one of age, name and size");
  }

  /** A client that names JSON, and nothing that it likes more. */
  private static boolean prefersJson(Request request) {
    var accepted = Preferences.of(request.headers().all("Accept"));
    double json = accepted.of("application/json", 0);
    return request.query("as") == null
        && json > 0
        && json >= accepted.of("text/html", 0)
        && json >= accepted.of("text/plain", 0);
  }

  /** One file a line. */
  private static String json(List<LogEntry> entries, boolean isComplete) {
    try (var json = JsonWriter.ofUnicode()) {
      json.object().add("complete", isComplete).array("files");
      for (var entry : entries) {
        json.blank("\n")
            .object()
            .add("name", entry.name())
            .add("size", entry.size())
            .add("modified", entry.modified().truncatedTo(ChronoUnit.MILLIS).toString())
            .add("state", entry.state().word())
            .add("log", entry.log());
        if (entry.isReadable()) {
          json.add("href", "?file=" + PercentEncoding.encode(entry.name()));
        }
        json.end();
      }
      return json.end().end().take() + "\n";
    }
  }
}
