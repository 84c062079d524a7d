package httpd.live;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.http.EntityTag;
import httpd.http.PagePart;
import httpd.http.Preconditions;

/**
 * The page that shows live lines in a browser, in one file. It requests them as events from its own
 * address with {@code ?as=sse}.
 *
 * <p>Lines are untrusted: the page inserts them as text only. As a second defence its policy allows
 * only its own script, requests only to its own server, and no markup from strings.
 */
public record LivePage() implements Handler {

  /** Loaded by the first request. */
  private static final class Content {

    static final PagePart STYLE = PagePart.style(LivePage.class, "style.css");

    /** Each script after those that it uses. */
    static final PagePart SCRIPT =
        PagePart.of(
            LivePage.class,
            "event-parser.js",
            "connection.js",
            "ansi.js",
            "json.js",
            "fields.js",
            "level.js",
            "stamp.js",
            "moment.js",
            "links.js",
            "expression.js",
            "filter.js",
            "selection.js",
            "clock.js",
            "command.js",
            "rate.js",
            "columns.js",
            "columns-panel.js",
            "legend.js",
            "row.js",
            "log.js",
            "view-address.js",
            "choice.js",
            "clipboard.js",
            "server-filter.js",
            "page-title.js",
            "app.js");

    static final PagePart PAGE =
        new PagePart(
            PagePart.of(LivePage.class, "page.html")
                .text()
                .replace("${head}", PagePart.head().text())
                .replace("${source}", "")
                .replace("${style}", STYLE.text())
                .replace("${script}", SCRIPT.text()));

    static final String SECURITY_POLICY =
        String.join(
            "; ",
            "default-src 'none'",
            "script-src " + SCRIPT.sourceOnOwnLines(),
            "style-src " + STYLE.sourceOnOwnLines(),
            "connect-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'");

    static final EntityTag TAG = PAGE.tag();

    private Content() {}
  }

  @Override
  public Response handle(Request request) {
    return switch (new Preconditions(request.headers()::all, Content.TAG, null).outcome()) {
      case PROCEED ->
          described(Response.text(Content.PAGE.text()).withType("text/html; charset=utf-8"));
      case NOT_MODIFIED -> described(Response.status(304));
      case FAILED -> Response.status(412);
    };
  }

  private static Response described(Response response) {
    return response
        .withHeader("ETag", Content.TAG.toString())
        .withHeader("Cache-Control", "no-cache")
        .withHeader("Content-Security-Policy", Content.SECURITY_POLICY)
        .withHeader("Referrer-Policy", "no-referrer")
        .withHeader("X-Content-Type-Options", "nosniff");
  }
}
