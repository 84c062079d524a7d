package httpd.upstream.request;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An upstream could not be reached, refused, or broke off. The message names the URL and says why.
 */
public final class UpstreamException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What it came to. */
  public enum Kind {
    /** No connection: nothing of the request has been sent. */
    UNREACHABLE,
    /** No connection within the limit: nothing of the request has been sent. */
    CONNECT_TIMEOUT,
    /** A limit of this server lets no connection be made: nothing of the request has been sent. */
    TOO_MANY,
    /** Connected, but no head within the limit. */
    HEAD_TIMEOUT,
    /** Everything else. */
    BROKEN
  }

  private final Kind kind;

  public UpstreamException(
      Kind kind, UpstreamRequest request, String what, @Nullable Throwable cause) {
    super(request + ": " + what, cause);
    this.kind = kind;
  }

  public UpstreamException(UpstreamRequest request, String what, @Nullable Throwable cause) {
    this(Kind.BROKEN, request, what, cause);
  }

  /** What it came to. */
  public Kind kind() {
    return kind;
  }

  /** Whether nothing of the request has been sent, so that another upstream may be asked. */
  public boolean isBeforeSending() {
    return kind == Kind.UNREACHABLE || kind == Kind.CONNECT_TIMEOUT;
  }

  /** Whether it is this server that can ask no more upstreams now. */
  public boolean isTooMany() {
    return kind == Kind.TOO_MANY;
  }

  /** Whether a limit of time was reached. */
  public boolean isTimeout() {
    return kind == Kind.CONNECT_TIMEOUT || kind == Kind.HEAD_TIMEOUT;
  }
}
