package httpd.file;

import static httpd.http.HtmlText.escaped;

import httpd.http.PagePart;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * A listing as a page without script, which loads nothing; for wide and narrow screens, light and
 * dark.
 *
 * @param path of the directory, decoded
 * @param isTop whether it has no parent that is served
 * @param by the order of the entries
 */
record ListingPage(String path, boolean isTop, Listing.Order by, boolean descending) {

  private static final String HEAD = PagePart.head().text();
  private static final PagePart STYLE = PagePart.style(ListingPage.class, "listing.css");

  /** Allows the style and the icon of the page, and nothing else. */
  static final String SECURITY_POLICY =
      "default-src 'none'; style-src "
          + STYLE.source()
          + "; img-src data:; base-uri 'none'; form-action 'none'";

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  ListingText of(List<Listing.Entry> entries, boolean isComplete) {
    var page = new ListingText();
    page.append(HEAD)
        .append("<title>%s</title>\n<style>%s</style>\n".formatted(escaped(path), STYLE.text()))
        .append("<main>\n<h1>%s</h1>\n<table>\n<thead><tr>".formatted(escaped(path)))
        .append(heading("Name", Listing.Order.NAME))
        .append(heading("Size", Listing.Order.SIZE))
        .append(heading("Changed (UTC)", Listing.Order.DATE))
        .append("</tr></thead>\n<tbody>\n");
    if (!isTop) {
      page.append("<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n");
    }
    entries.forEach(entry -> page.append(row(entry)));
    page.append("</tbody>\n</table>\n");
    if (entries.isEmpty()) {
      page.append("<p>This directory is empty.</p>\n");
    }
    if (!isComplete) {
      page.append("<p>There is more; only " + Listing.MOST + " entries were read.</p>\n");
    }
    return page.append("</main>\n</html>\n");
  }

  /** A link that sorts by this column, or reverses the order if it is sorted by it. */
  private String heading(String text, Listing.Order order) {
    boolean isCurrent = order == by;
    var way = isCurrent && !descending ? "desc" : "asc";
    var state = descending ? "descending" : "ascending";
    return "<th%s><a href=\"./?sort=%s&amp;order=%s\">%s</a></th>"
        .formatted(
            isCurrent ? " aria-sort=\"" + state + "\"" : "",
            order.name().toLowerCase(Locale.ROOT),
            way,
            text);
  }

  private static String row(Listing.Entry entry) {
    return "<tr><td><a href=\"./%s\">%s%s</a></td><td>%s</td><td>%s</td></tr>\n"
        .formatted(
            entry.reference(),
            escaped(entry.name()),
            entry.isDirectory() ? "/" : "",
            entry.isDirectory() ? "" : FileSize.text(entry.size()),
            MINUTE.format(entry.modified()));
  }
}
