package httpd.exec.cgi;

import httpd.Headers;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The head of a CGI response.
 *
 * @param headers to pass on: neither {@code Status} nor what frames the message
 * @param length of the body, if the program announces it
 * @param localPath the path and query that the server itself answers instead; null for none
 */
public record CgiHead(
    int status, Headers headers, OptionalLong length, @Nullable String localPath) {

  /** Whether a body may follow (RFC 9110, section 6.4.1). */
  public boolean hasBody() {
    return status != 204 && status != 205 && status != 304;
  }

  /** Whether the body is the rest of the output. */
  public boolean isFollowedByBody() {
    return hasBody() && localPath == null;
  }

  /** Returns the head of a response to a client that has the content (RFC 9110, section 15.4.5). */
  public CgiHead notModified() {
    return new CgiHead(
        304,
        headers.without("Content-Type").without("Content-Encoding"),
        OptionalLong.empty(),
        localPath);
  }

  /** Whether it says what its body is, as a head with a body must (RFC 3875, section 6.3.1). */
  public boolean hasType() {
    return headers.has("Content-Type");
  }
}
