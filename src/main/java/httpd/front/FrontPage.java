package httpd.front;

import static httpd.http.HtmlText.escaped;

import httpd.Request;
import httpd.Response;
import httpd.http.PagePart;
import java.util.stream.Collectors;

/** The list of routes as a page without script; for wide and narrow screens, light and dark. */
final class FrontPage {

  private static final PagePart STYLE = PagePart.style(FrontPage.class, "front.css");

  private static final String SECURITY_POLICY = PagePart.policy(STYLE, "'none'");

  private static final String PAGE =
      PagePart.of(FrontPage.class, "front.html").filled(STYLE).text();

  private FrontPage() {}

  static Response of(RouteList list, Request request) {
    var named = request.headers().get("Host");
    var host = named == null ? "httpd" : named;
    var scheme = request.client().isSecure() ? "https" : "http";
    var rows = list.routes().stream().map(FrontPage::row).collect(Collectors.joining());
    var page =
        PAGE.replace("${more}", more(list))
            .replace("${url}", escaped(scheme + "://" + host + "/"))
            .replace("${host}", escaped(host))
            .replace("${rows}", rows);
    return Response.text(page)
        .withType("text/html; charset=utf-8")
        .withHeader("Content-Security-Policy", SECURITY_POLICY)
        .withHeader("Referrer-Policy", "same-origin");
  }

  private static String row(ListedRoute route) {
    var path = escaped(route.path());
    return """
    <tr>
      <th scope="row">%s</th>
      <td class="what">%s</td>
      <td class="methods">%s</td>
    </tr>
    """
        .formatted(
            route.isLink() ? "<a href=\"" + path + "\">" + path + "</a>" : path,
            escaped(route.words()),
            methods(route));
  }

  /** Without HEAD, which every GET brings along. */
  private static String methods(ListedRoute route) {
    return route.methods().isEmpty()
        ? "all"
        : route.methods().stream()
            .filter(method -> !method.equals("HEAD") || !route.methods().contains("GET"))
            .collect(Collectors.joining(" "));
  }

  private static String more(RouteList list) {
    var hidden = list.hidden() == 0 ? "" : "<p>" + list.hiddenText() + "</p>\n";
    var admin = list.admin();
    return hidden
        + (admin == null
            ? ""
            : "<p><a href=\"" + escaped(admin) + "\">What goes on here</a></p>\n");
  }
}
