package httpd.file;

import httpd.Body;
import httpd.Headers;
import httpd.Request;
import httpd.Response;
import httpd.http.MediaType;
import httpd.http.Preferences;
import java.io.IOException;
import java.util.Set;

/** What a browser gets where a directory has no file. */
final class MissingPage {

  /** The page of a directory for paths that do not exist, as hosts of static pages have it. */
  static final String NAME = "404.html";

  private MissingPage() {}

  /** What browsers open a page in (Fetch Metadata); a script gets "empty". */
  private static final Set<String> WINDOWS = Set.of("document", "iframe", "frame", "fencedframe");

  /**
   * Whether a request may be for a page of an application: a browser opens it, where it says so;
   * its client asks for HTML by name, or takes anything and names something without an ending.
   */
  static boolean isPage(Request request) {
    var destination = request.header("Sec-Fetch-Dest");
    if (destination != null && !WINDOWS.contains(destination)) {
      return false;
    }
    var accepted = accepted(request);
    var last = request.path().substring(request.path().lastIndexOf('/') + 1);
    return accepted.of("text/html", 0) > 0
        || (last.indexOf('.') < 0 && accepted.of("*/*", accepted.weights().isEmpty() ? 1 : 0) > 0);
  }

  /** Whether a request is for a page, and by name: then it may get the page of a directory. */
  static boolean isShown(Request request) {
    return accepted(request).of("text/html", 0) > 0;
  }

  /** Returns the page as a 404. */
  static Response of(RegularFile page) throws IOException {
    var fields =
        Headers.of("Cache-Control", "no-cache")
            .plus("Vary", "Accept")
            .plus("X-Content-Type-Options", "nosniff")
            .plus("Content-Type", MediaType.of(NAME));
    return new Response(404, fields, new Body.File(page.open(true), 0, page.size()));
  }

  private static Preferences accepted(Request request) {
    return Preferences.of(request.headers().all("Accept"));
  }
}
