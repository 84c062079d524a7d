package httpd.auth;

import static httpd.http.HtmlText.escaped;

import httpd.Request;
import httpd.Response;
import httpd.http.PagePart;
import java.util.Objects;

/**
 * The pages on which a person signs in and out. They work without scripts, and their policy allows
 * none.
 */
final class LoginPage {

  /** Loaded by the first page. */
  private static final class Content {

    static final PagePart STYLE = PagePart.style(LoginPage.class, "login.css");
    static final String LOGIN = page("login.html");
    static final String LOGOUT = page("logout.html");

    static final String SECURITY_POLICY = PagePart.policy(STYLE, "'self'");

    private Content() {}

    private static String page(String name) {
      return PagePart.of(LoginPage.class, name).filled(STYLE).text();
    }
  }

  private final String html;

  private LoginPage(String html) {
    this.html = html;
  }

  static LoginPage of(Request request, ReturnPath to) {
    return of(request, to, "", "");
  }

  /**
   * Makes a page.
   *
   * @param name that was typed
   * @param problem what has gone wrong; "" for nothing
   */
  static LoginPage of(Request request, ReturnPath to, String name, String problem) {
    boolean isFollowed = "cross-site".equals(request.header("Sec-Fetch-Site"));
    return new LoginPage(
        Content.LOGIN
            .replace("${problem}", problem.isEmpty() ? "hidden" : "")
            .replace("${link}", isFollowed ? "" : "hidden")
            .replace("${host}", escaped(host(request)))
            .replace("${text}", escaped(problem))
            .replace("${to}", escaped(to.text()))
            .replace("${name}", escaped(name)));
  }

  /** Makes the page that signs out. */
  static LoginPage toLeave(Request request) {
    return new LoginPage(Content.LOGOUT.replace("${host}", escaped(host(request))));
  }

  private static String host(Request request) {
    return Objects.requireNonNullElse(request.header("Host"), "");
  }

  Response response(int status) {
    return Response.text(html)
        .withStatus(status)
        .withType("text/html; charset=utf-8")
        .withHeader("Cache-Control", "no-store")
        .withHeader("Content-Security-Policy", Content.SECURITY_POLICY)
        .withHeader("Referrer-Policy", "same-origin")
        .withHeader("Vary", "Accept, Authorization, Cookie")
        .withHeader("X-Content-Type-Options", "nosniff");
  }
}
