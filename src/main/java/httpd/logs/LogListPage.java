package httpd.logs;

import static httpd.http.HtmlText.escaped;

import httpd.PercentEncoding;
import httpd.Response;
import httpd.file.FileSize;
import httpd.http.PagePart;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * The list as a page: a form without script, whose answer is the live page with the chosen files.
 */
record LogListPage(LogDirectory directory, LogListing.Order order, Instant now) {

  /** Loaded by the first page. */
  private static final class Content {

    static final PagePart STYLE = PagePart.style(LogListPage.class, "logs.css");
    static final String PAGE = PagePart.of(LogListPage.class, "logs.html").filled(STYLE).text();
    static final String SECURITY_POLICY = PagePart.policy(STYLE, "'self'");

    private Content() {}
  }

  Response response(List<LogEntry> entries, boolean isComplete) {
    return Response.text(html(entries, isComplete))
        .withType("text/html; charset=utf-8")
        .withHeader("Content-Security-Policy", Content.SECURITY_POLICY)
        .withHeader("Referrer-Policy", "no-referrer");
  }

  private String html(List<LogEntry> entries, boolean isComplete) {
    var logs = entries.stream().filter(LogEntry::isLog).toList();
    var others = entries.stream().filter(entry -> !entry.isLog()).toList();
    return Content.PAGE
        .replace("${title}", escaped(directory.title()))
        .replace("${count}", count(logs, others))
        .replace("${headings}", headings())
        .replace("${none}", logs.isEmpty() ? "" : "hidden")
        .replace("${any}", logs.isEmpty() ? "hidden" : "")
        .replace("${more}", isComplete ? "hidden" : "")
        .replace("${most}", String.format(Locale.ROOT, "%,d", LogWalk.MOST))
        .replace("${older}", others.isEmpty() ? "hidden" : "")
        .replace("${otherCount}", Integer.toString(others.size()))
        .replace("${others}", rows(others))
        .replace("${logs}", rows(logs));
  }

  private static String count(List<LogEntry> logs, List<LogEntry> others) {
    long writing = logs.stream().filter(entry -> entry.state() == LogEntry.State.WRITING).count();
    var text = logs.size() == 1 ? "1 log" : logs.size() + " logs";
    return text
        + (writing == 0 ? "" : ", " + writing + " being written")
        + (others.isEmpty() ? "" : ", " + others.size() + " older parts");
  }

  private String headings() {
    return heading("File", LogListing.Order.NAME, "ascending")
        + heading("Size", LogListing.Order.SIZE, "descending")
        + heading("Written", LogListing.Order.AGE, "descending");
  }

  private String heading(String text, LogListing.Order by, String direction) {
    return "<th scope=\"col\"%s><a href=\"?sort=%s\">%s</a></th>"
        .formatted(
            by == order ? " aria-sort=\"" + direction + "\"" : "",
            by.name().toLowerCase(Locale.ROOT),
            text);
  }

  private String rows(List<LogEntry> entries) {
    var rows = new StringBuilder();
    entries.forEach(entry -> rows.append(row(entry)));
    return rows.toString();
  }

  private String row(LogEntry entry) {
    var name = escaped(entry.name());
    return """
    <tr><td>%s</td><td>%s%s</td><td>%s</td><td><time datetime="%s" title="%5$s">%s</time></td></tr>
    """
        .formatted(
            entry.isReadable()
                ? "<input type=\"checkbox\" name=\"file\" value=\"%s\" aria-label=\"%1$s\">"
                    .formatted(name)
                : "",
            entry.isReadable()
                ? "<a href=\"?last=100&amp;file=%s\"><bdi>%s</bdi></a>"
                    .formatted(PercentEncoding.encode(entry.name()), name)
                : "<bdi>%s</bdi>".formatted(name),
            badge(entry),
            FileSize.text(entry.size()),
            entry.modified().truncatedTo(ChronoUnit.SECONDS),
            age(entry));
  }

  private String age(LogEntry entry) {
    return LogListText.age(entry.modified(), now) + " ago";
  }

  private static String badge(LogEntry entry) {
    return entry.state() == LogEntry.State.QUIET
        ? ""
        : " <span class=\"state %s\">%1$s</span>".formatted(entry.state().word());
  }
}
