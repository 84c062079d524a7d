package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.testing.Accessibility;
import httpd.testing.Browser;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "What the live page shows": the pages of the whole program, for every user. */
class PagesIT extends CommandTest {

  /**
   * A page that is looked at.
   *
   * @param ready holds once it shows all
   */
  private record Page(String path, String ready) {}

  private static final List<Page> PAGES =
      List.of(
          new Page("/", "document.querySelectorAll('a').length > 2"),
          new Page("/logs", "document.querySelectorAll('tr').length > 1"),
          new Page("/logs?file=a.log&file=b.log&last=9", "document.querySelector('.row') != null"));

  private static final Page ADMIN =
      new Page("/-/", "document.querySelectorAll('table tr').length > 2");

  private final List<String> violations = new ArrayList<>();

  @Test
  @DisplayName("DV-90 the front page, the list of logs, several logs, and the admin page")
  void pages() throws Exception {
    Browser.require();
    var accessibility = Accessibility.require();
    Files.createDirectory(folder.resolve("logs"));
    for (var name : List.of("a.log", "b.log", "old.log.gz")) {
      Files.writeString(folder.resolve("logs").resolve(name), "INFO of " + name + "\n");
    }
    var code =
        run(
            () -> look(accessibility),
            false,
            "--port=0",
            "--admin=127.0.0.1:0",
            inFolder("/logs=tail:~/logs/"),
            "/chat=hub:",
            "/hi=text:hi");
    assertEquals(ExitCode.STOPPED, code, err());
    assertTrue(violations.isEmpty(), () -> String.join("\n", violations));
  }

  private void look(Accessibility accessibility) {
    var main = address("httpd: listening on ");
    var admin = address("admin");
    try (var browser = Browser.start()) {
      browser.beginContext();
      for (var page : PAGES) {
        look(accessibility, browser, main, page);
      }
      look(accessibility, browser, admin, ADMIN);
      browser.endContext();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void look(Accessibility accessibility, Browser browser, String origin, Page page) {
    var tab = browser.open(origin + page.path());
    tab.await(page.ready());
    accessibility.violations(tab).forEach(each -> violations.add(page.path() + " " + each));
  }

  /** The address in the line of standard error that has a text. */
  private String address(String text) {
    var line = err().lines().filter(each -> each.contains(text)).findFirst().orElseThrow();
    return line.replaceFirst(".*(http://[0-9.:]+).*", "$1");
  }
}
