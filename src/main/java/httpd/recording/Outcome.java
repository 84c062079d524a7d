package httpd.recording;

import httpd.line.Poll;
import httpd.line.log.LogText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param failure why it did not come to its end; null if it did
 */
record Outcome(@Nullable String failure) {

  static final Outcome ENDED = new Outcome(null);

  private static final String ATTRIBUTE_ENDED = "ended";

  static Outcome failed(String why) {
    return new Outcome(Objects.requireNonNull(why));
  }

  static Outcome failed(Throwable cause) {
    var message = cause.getMessage();
    return failed(LogText.of(message == null ? cause.getClass().getName() : message));
  }

  boolean isFailure() {
    return failure != null;
  }

  /** What a reader gets after the last record. */
  Poll poll() {
    return failure == null ? Poll.END : new Poll.Failed(new RunFailedException(failure));
  }

  /** Returns the word for {@code Httpd-Run}. */
  String word() {
    return failure == null ? "ended" : "failed";
  }

  String toAttribute() {
    return failure == null ? ATTRIBUTE_ENDED : "failed " + failure;
  }

  static Outcome ofAttribute(String text) {
    return text.equals(ATTRIBUTE_ENDED) ? ENDED : failed(text.replaceFirst("^failed ", ""));
  }
}
