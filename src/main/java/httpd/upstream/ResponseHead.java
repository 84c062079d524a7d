package httpd.upstream;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the head of a response says about the lines behind it. */
record ResponseHead(HttpResponse response) {

  /** Whether the real head is still to come. 101 is none of these: nobody asked to switch. */
  boolean isInformational() {
    return status().codeClass() == HttpStatusClass.INFORMATIONAL
        && status().code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
  }

  /** Why its body cannot be read as lines, or null if it can. */
  @Nullable String objection() {
    if (response.decoderResult().isFailure()) {
      return "the response head is malformed: " + Wording.reason(response.decoderResult().cause());
    }
    if (response.protocolVersion().majorVersion() != 1) {
      return "the response is not HTTP/1 but " + response.protocolVersion();
    }
    if (isInformational()) {
      return null;
    }
    if (status().codeClass() != HttpStatusClass.SUCCESS) {
      return "answered " + Wording.printable(status().toString()) + location();
    }
    var framing = framingObjection();
    return framing != null ? framing : codingObjection();
  }

  /** Whether nothing follows although no framing says so (RFC 9110, section 15.3.6). */
  boolean isResetContentWithoutFraming() {
    return status().equals(HttpResponseStatus.RESET_CONTENT)
        && !response.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
        && !response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  /** A transfer coding we do not undo would pass for lines (RFC 9112, section 6.1). */
  private @Nullable String framingObjection() {
    var codings = tokens(response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING));
    return codings.isEmpty() || codings.equals(List.of("chunked"))
        ? null
        : "the response has the transfer coding "
            + Wording.printable(String.join(", ", codings))
            + "; only chunked is understood";
  }

  private @Nullable String codingObjection() {
    var codings =
        tokens(response.headers().getAll(HttpHeaderNames.CONTENT_ENCODING)).stream()
            .filter(coding -> !coding.equals("identity"))
            .toList();
    return codings.isEmpty()
        ? null
        : "the response is encoded with "
            + Wording.printable(String.join(", ", codings))
            + " although identity was asked for; turn compression off at the upstream";
  }

  private HttpResponseStatus status() {
    return response.status();
  }

  private String location() {
    var location = response.headers().get(HttpHeaderNames.LOCATION);
    return status().codeClass() != HttpStatusClass.REDIRECTION || location == null
        ? ""
        : ", Location: " + Wording.printable(location) + "; redirects are not followed";
  }

  private static List<String> tokens(List<String> values) {
    return values.stream()
        .flatMap(value -> List.of(value.split(",")).stream())
        .map(token -> token.strip().toLowerCase(Locale.ROOT))
        .filter(token -> !token.isEmpty())
        .toList();
  }
}
