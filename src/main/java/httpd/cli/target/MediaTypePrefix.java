package httpd.cli.target;

import httpd.route.TargetException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The text of {@code type=}, as {@code image/svg+xml} or {@code text/csv;header=present}.
 *
 * @param text as it was written
 */
record MediaTypePrefix(String text) {

  static final String NAME = "type=";

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
  private static final Pattern TYPE =
      Pattern.compile(
          TOKEN + "/" + TOKEN + "(?: *+; *+" + TOKEN + "=(?:" + TOKEN + "|\"[^\"]*+\"))*+");

  /** What comes after the plus sign that ends the type. */
  private static final Pattern WHAT =
      Pattern.compile(
          "-|(?:(?:" + String.join("|", TargetParser.PREFIXES) + ")\\+)*+([a-z]++):.*|type=.*",
          Pattern.DOTALL);

  /** A type, and what it is of. */
  record Split(MediaTypePrefix type, String what) {}

  /**
   * Splits {@code MEDIA/TYPE+WHAT}. A type may have a plus sign itself: it ends at the first one
   * that a prefix or a kind follows.
   *
   * @throws TargetException if there is no WHAT, or the type is invalid
   */
  static Split split(String text, TargetKinds kinds) throws TargetException {
    int plus =
        end(text, kinds)
            .orElseThrow(() ->
                TargetException.wrong(
                    NAME + text + ": there is no WHAT after the type",
                    "write type=text/csv+exec:COMMAND, with a kind and its colon"));
    var type = new MediaTypePrefix(text.substring(0, plus));
    if (!TYPE.matcher(type.text).matches()) {
      throw TargetException.wrong(
          NAME + type.text + " is not a media type", "write one as text/csv or image/svg+xml");
    }
    return new Split(type, text.substring(plus + 1));
  }

  private static Optional<Integer> end(String text, TargetKinds kinds) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      quoted ^= text.charAt(i) == '"';
      if (text.charAt(i) == '+' && !quoted) {
        var what = WHAT.matcher(text.substring(i + 1));
        if (what.matches() && (what.group(1) == null || kinds.has(what.group(1)))) {
          return Optional.of(i);
        }
      }
    }
    return Optional.empty();
  }

  private String essence() {
    return List.of(text.split(";", 2)).getFirst().strip().toLowerCase(Locale.ROOT);
  }

  boolean isEvents() {
    return essence().equals("text/event-stream");
  }

  /** The header field: text is UTF-8 unless it says otherwise, as of all that is served. */
  String field() {
    boolean lacksCharset =
        essence().startsWith("text/")
            && !isEvents()
            && !text.toLowerCase(Locale.ROOT).contains("charset=");
    return lacksCharset ? text + "; charset=utf-8" : text;
  }

  @Override
  public String toString() {
    return text;
  }
}
