package httpd.live;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.http.EntityTag;
import httpd.http.PagePart;
import httpd.http.Preconditions;

/**
 * The page that shows live lines in a browser: one file with all that it needs in it. It asks for
 * them as events, at its own address with {@code ?as=sse}: so it is part of a {@link Presentation}.
 *
 * <p>The lines may be anybody's. They only ever become text; for the case of a mistake there, the
 * policy lets the page run its own script and no other, ask its own server and no other, and set no
 * markup from strings.
 */
public record LivePage() implements Handler {

  /** Read by the first request. */
  private static final class Content {

    static final PagePart STYLE = PagePart.of(LivePage.class, "style.css");

    /** In the order in which one needs the other. */
    static final PagePart SCRIPT =
        PagePart.of(
            LivePage.class,
            "event-parser.js",
            "connection.js",
            "ansi.js",
            "json.js",
            "expression.js",
            "filter.js",
            "clock.js",
            "command.js",
            "rate.js",
            "row.js",
            "log.js",
            "choice.js",
            "app.js");

    static final PagePart PAGE =
        new PagePart(
            PagePart.of(LivePage.class, "page.html")
                .text()
                .replace("${style}", STYLE.text())
                .replace("${script}", SCRIPT.text()));

    /** The browser hashes what is between the tags: a line feed stands behind the first. */
    static final String SECURITY_POLICY =
        String.join(
            "; ",
            "default-src 'none'",
            "script-src " + between(SCRIPT),
            "style-src " + between(STYLE),
            "connect-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'");

    static final EntityTag TAG = PAGE.tag();

    private Content() {}

    private static String between(PagePart part) {
      return new PagePart("\n" + part.text()).source();
    }
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
