package httpd.admin;

import httpd.Request;
import httpd.Response;
import httpd.http.EntityTag;
import httpd.http.PagePart;
import httpd.http.Preconditions;

/** The page of the admin place, which asks for what it shows every few seconds. */
final class AdminPage {

  /** Loaded by the first page. */
  private static final class Content {

    static final PagePart STYLE = PagePart.style(AdminPage.class, "style.css");

    /** Each script after those that it uses. */
    static final PagePart SCRIPT =
        PagePart.of(AdminPage.class, "format.js", "table.js", "sections.js", "app.js");

    static final PagePart PAGE = PagePart.of(AdminPage.class, "page.html").filled(STYLE, SCRIPT);

    static final String SECURITY_POLICY =
        PagePart.policy(STYLE, SCRIPT) + "; frame-ancestors 'none'";

    static final EntityTag TAG = PAGE.tag();

    private Content() {}
  }

  private AdminPage() {}

  static Response answer(Request request) {
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
        .withHeader("Vary", "Accept")
        .withHeader("X-Content-Type-Options", "nosniff");
  }
}
