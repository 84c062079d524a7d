package httpd.websocket;

import httpd.CloseReason;
import httpd.line.AfterLastLine;
import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.LineTooLongException;
import org.jspecify.annotations.Nullable;

/**
 * Why a WebSocket closes.
 *
 * @param code of the close frame; 0 for none
 * @param text what the client may read
 * @param reason as the access log has it
 * @param cause what is to be logged as a failure, or null
 */
record Closing(int code, String text, CloseReason reason, @Nullable Throwable cause) {

  static Closing ofEnd() {
    return new Closing(CloseCode.NORMAL.number(), "", CloseReason.COMPLETED, null);
  }

  /** By the client, or because of what it has sent. */
  static Closing ofClient(int code, String text) {
    return new Closing(code, text, CloseReason.CLIENT_GONE, null);
  }

  static Closing ofFailure(Throwable cause) {
    return switch (cause) {
      case ClosingException told when told.getCause() == null ->
          ofClient(told.code().number(), told.reason());
      case ClosingException told ->
          of(told.code(), told.reason(), CloseReason.SOURCE_FAILED, told.getCause());
      case FellBehindException slow ->
          of(CloseCode.REFUSED, "the client is too slow", CloseReason.CLIENT_TOO_SLOW, slow);
      case LineTooLongException tooLong ->
          of(CloseCode.FAILED, tooLong.note(), CloseReason.SOURCE_FAILED, tooLong);
      case AfterLastLine known ->
          of(CloseCode.FAILED, known.reason(), CloseReason.SOURCE_FAILED, cause);
      default -> of(CloseCode.FAILED, "the source has failed", CloseReason.SOURCE_FAILED, cause);
    };
  }

  private static Closing of(
      CloseCode code, String text, CloseReason reason, @Nullable Throwable cause) {
    return new Closing(code.number(), text, reason, cause);
  }

  Line frame() {
    return code == 0 ? ControlFrame.close() : ControlFrame.close(code, text);
  }
}
