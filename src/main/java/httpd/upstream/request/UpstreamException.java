package httpd.upstream.request;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An upstream could not be reached, refused the request, or broke off. The message names the URL
 * and says why.
 */
public final class UpstreamException extends IOException {

  private static final long serialVersionUID = 1L;

  public enum Kind {
    /** No connection: nothing of the request has been sent. */
    UNREACHABLE,
    /** No connection within the limit: nothing of the request has been sent. */
    CONNECT_TIMEOUT,
    /** No connection, by a limit of this server: nothing of the request has been sent. */
    TOO_MANY,
    /** Connected, but no head within the limit. */
    HEAD_TIMEOUT,
    /** The connection ended before a head came. */
    UNANSWERED,
    BROKEN;

    /** Whether nothing of the request has been sent, so that another upstream may be asked. */
    public boolean isBeforeSending() {
      return this == UNREACHABLE || this == CONNECT_TIMEOUT;
    }
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

  public static UpstreamException clientClosed(UpstreamRequest request) {
    return new UpstreamException(request, "the upstream client was closed", null);
  }

  public Kind kind() {
    return kind;
  }

  public boolean isBeforeSending() {
    return kind.isBeforeSending();
  }

  /** Whether the upstream may have acted on the request, and has not begun a response. */
  public boolean isUnanswered() {
    return kind == Kind.UNANSWERED;
  }

  public boolean isTooMany() {
    return kind == Kind.TOO_MANY;
  }

  public boolean isTimeout() {
    return kind == Kind.CONNECT_TIMEOUT || kind == Kind.HEAD_TIMEOUT;
  }
}
