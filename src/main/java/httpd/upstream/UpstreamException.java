package httpd.upstream;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An upstream could not be reached, refused, or broke off. The message names the URL and says why.
 */
public final class UpstreamException extends IOException {

  private static final long serialVersionUID = 1L;

  UpstreamException(UpstreamRequest request, String what, @Nullable Throwable cause) {
    super(request + ": " + what, cause);
  }
}
