package httpd.upstream.response;

import httpd.Headers;
import httpd.http.ContentType;
import httpd.http.HeaderList;
import httpd.net.ErrorText;
import httpd.net.HeaderFields;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the head of a response says about its body and its connection. */
public record ResponseHead(HttpResponse response) {

  /** Types whose bodies are lines: text, event streams, NDJSON, JSON sequences and the like. */
  private static final Pattern LINES =
      Pattern.compile(
          "text/.*|application/(x-)?(ndjson|jsonl|json-lines|jsonlines|json-seq|json-stream"
              + "|stream\\+json)|[^/]*/.*\\+(json|jsonl|ndjson|json-seq)");

  /** Whether the final head is still to come, which is not so after a 101. */
  public boolean isInformational() {
    return status().codeClass() == HttpStatusClass.INFORMATIONAL && !isSwitch();
  }

  public boolean isSwitch() {
    return status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
  }

  /**
   * Why the head is malformed, so that the end of its body is unknown; or null.
   *
   * @param asked the protocols to which the upstream may switch, as fields of {@code Upgrade}
   */
  public @Nullable String malformation(List<String> asked) {
    if (response.decoderResult().isFailure()) {
      return "the response head is malformed: "
          + ErrorText.reason(response.decoderResult().cause());
    }
    if (response.protocolVersion().majorVersion() != 1) {
      return "the response is not HTTP/1 but " + response.protocolVersion();
    }
    if (isSwitch()) {
      return switchObjection(tokens(asked));
    }
    if (code() < 100 || code() > 599) {
      return "answered "
          + ErrorText.printable(status().toString())
          + ", which is not an HTTP status";
    }
    return isInformational() ? null : framingObjection();
  }

  /** Why the body cannot be read as lines, or null. */
  public @Nullable String objection() {
    return status().codeClass() == HttpStatusClass.SUCCESS
        ? codingObjection()
        : "answered " + ErrorText.printable(status().toString()) + shownLocation();
  }

  public int code() {
    return status().code();
  }

  public @Nullable String location() {
    return response.headers().get(HttpHeaderNames.LOCATION);
  }

  /** Whether its connection may carry another request, once the response is complete. */
  public boolean keepsConnection() {
    return HttpUtil.isKeepAlive(response) && !isResetContentWithoutFraming();
  }

  public boolean endsWithConnection() {
    return !response.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
        && !response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  public Headers headers() throws IllegalArgumentException {
    return HeaderFields.of(response.headers());
  }

  public OptionalLong length() {
    var length = response.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length.strip()));
  }

  /** Whether a response to a request other than HEAD must have content. */
  public boolean announcesContent() {
    return code() != HttpResponseStatus.NOT_MODIFIED.code() && length().orElse(0) > 0;
  }

  /** Whether the body is lines: text that is neither encoded nor a range. */
  public boolean hasLines() {
    return !isSwitch()
        && code() != HttpResponseStatus.PARTIAL_CONTENT.code()
        && codings().isEmpty()
        && LINES.matcher(type().type()).matches();
  }

  /** Whether the body is an event stream, whose lines may end with CR alone. */
  public boolean isEventStream() {
    return type().isEventStream();
  }

  private ContentType type() {
    var first = response.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    return ContentType.of(List.of(first));
  }

  /** Whether it is a 205 without framing, which has no body (RFC 9110, section 15.3.6). */
  public boolean isResetContentWithoutFraming() {
    return status().equals(HttpResponseStatus.RESET_CONTENT) && endsWithConnection();
  }

  /** An upstream may switch only to what was requested (RFC 9110, section 7.8). */
  private @Nullable String switchObjection(List<String> asked) {
    var answered = "answered " + ErrorText.printable(status().toString());
    if (asked.isEmpty()) {
      return answered + ", but no upgrade was requested";
    }
    var chosen = tokens(response.headers().getAll(HttpHeaderNames.UPGRADE));
    return !chosen.isEmpty() && Set.copyOf(asked).containsAll(chosen)
        ? null
        : answered
            + " to \""
            + ErrorText.printable(String.join(", ", chosen))
            + "\", but the request was for \""
            + ErrorText.printable(String.join(", ", asked))
            + '"';
  }

  /** A transfer coding that is not decoded would pass for lines (RFC 9112, section 6.1). */
  private @Nullable String framingObjection() {
    var codings = response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    return codings.isEmpty()
            || (codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked"))
        ? null
        : "the response has the transfer coding "
            + ErrorText.printable(String.join(", ", codings))
            + "; only chunked is understood";
  }

  private @Nullable String codingObjection() {
    var codings = codings();
    return codings.isEmpty()
        ? null
        : "the response is encoded with "
            + ErrorText.printable(String.join(", ", codings))
            + " although identity was requested; turn compression off at the upstream";
  }

  private List<String> codings() {
    return tokens(response.headers().getAll(HttpHeaderNames.CONTENT_ENCODING)).stream()
        .filter(coding -> !coding.equals("identity"))
        .toList();
  }

  private HttpResponseStatus status() {
    return response.status();
  }

  private String shownLocation() {
    var location = location();
    return status().codeClass() != HttpStatusClass.REDIRECTION || location == null
        ? ""
        : ", Location: " + ErrorText.printable(location);
  }

  private static List<String> tokens(List<String> values) {
    return HeaderList.of(values).stream().map(token -> token.toLowerCase(Locale.ROOT)).toList();
  }
}
