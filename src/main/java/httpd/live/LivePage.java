package httpd.live;

import static httpd.http.HtmlText.escaped;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.http.EntityTag;
import httpd.http.PagePart;
import httpd.http.Preconditions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page that shows live lines in a browser, in one file. It requests them as events from its own
 * address with {@code ?as=sse}.
 *
 * <p>Lines are untrusted: the page inserts them as text only. As a second defence its policy allows
 * only its own script, requests only to its own server, and no markup from strings.
 */
public final class LivePage implements Handler {

  private final String source;
  private final List<String> ancestors;
  private volatile @Nullable Served served;

  /**
   * The page with the name of one source.
   *
   * @param tag identifies its text
   */
  private record Served(String text, EntityTag tag) {}

  /** Loaded by the first request. */
  private static final class Content {

    static final PagePart STYLE = PagePart.style(LivePage.class, "style.css");

    /** Each script after those that it uses. */
    static final PagePart SCRIPT =
        PagePart.of(
            LivePage.class,
            "event-parser.js",
            "retry.js",
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
            "time-column.js",
            "waiting-entries.js",
            "log.js",
            "view-address.js",
            "choice.js",
            "clipboard.js",
            "server-filter.js",
            "page-title.js",
            "state-words.js",
            "app.js");

    static final PagePart PAGE = PagePart.of(LivePage.class, "page.html").filled(STYLE, SCRIPT);

    static final String SECURITY_POLICY = PagePart.policy(STYLE, SCRIPT);

    static Served of(String source) {
      var page = new PagePart(PAGE.text().replace("${source}", escaped(source)));
      return new Served(page.text(), page.tag());
    }

    private Content() {}
  }

  /** The page of a source whose name is its path, for no frame. */
  public LivePage() {
    this("", List.of());
  }

  /**
   * The page of a source.
   *
   * @param source its name; empty for the path of the request
   * @param ancestors who may show the page with {@code ?embed} in a frame, as {@code
   *     Content-Security-Policy} writes it
   */
  public LivePage(String source, List<String> ancestors) {
    this.source = source;
    this.ancestors = List.copyOf(ancestors);
  }

  @Override
  public Response handle(Request request) {
    var page = served();
    var response =
        switch (new Preconditions(request.headers()::all, page.tag, null).outcome()) {
          case PROCEED -> Response.text(page.text).withType("text/html; charset=utf-8");
          case NOT_MODIFIED -> Response.status(304);
          case FAILED -> Response.status(412);
        };
    return response.status() == 412 ? response : described(request, response, page.tag);
  }

  private Served served() {
    var known = served;
    if (known == null) {
      known = Content.of(source);
      served = known;
    }
    return known;
  }

  private Response described(Request request, Response response, EntityTag tag) {
    return response
        .withHeader("ETag", tag.toString())
        .withHeader("Cache-Control", "no-cache")
        .withHeader(
            "Content-Security-Policy",
            Content.SECURITY_POLICY + "; frame-ancestors " + frames(request))
        .withHeader("Referrer-Policy", "no-referrer")
        .withHeader("X-Content-Type-Options", "nosniff");
  }

  private String frames(Request request) {
    boolean isEmbedded = !ancestors.isEmpty() && request.query().has("embed");
    return isEmbedded ? String.join(" ", ancestors) : "'none'";
  }
}
