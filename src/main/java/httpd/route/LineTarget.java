package httpd.route;

import httpd.Handler;
import httpd.Response;
import java.util.Iterator;

/**
 * A target whose answer is lines. Each client gets them as it asks for them: as a page, as plain
 * lines or as events. The prefixes {@code sse+} and {@code lines+} before its kind fix the form,
 * and {@code shared+} reads one source for all clients.
 */
public interface LineTarget extends Target {

  /**
   * Opens the lines for one client, or for all of them after {@code shared+}.
   *
   * @return lines that may block in {@code hasNext}; closed when the client disconnects if they are
   *     {@link AutoCloseable}, which also has to free a thread that waits in {@code hasNext}
   */
  Iterator<String> lines() throws Exception;

  @Override
  default Handler open() throws Exception {
    return request -> Response.lines(lines());
  }
}
