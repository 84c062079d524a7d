package httpd.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Body;
import httpd.RequestContent;
import httpd.Response;
import httpd.http.ContentType;
import httpd.line.LineSource;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of a response as a source, for its recording. */
final class RecordedBody {

  /** Statuses without a body, and of a part of one. */
  private static final Set<Integer> UNRECORDED = Set.of(204, 206, 304);

  private RecordedBody() {}

  /**
   * Returns how to record a response, or null if it is passed on: an eager one, unless it has a
   * key.
   *
   * @param lines what lines without a type are; null for lines of text
   */
  static @Nullable RecordForm form(Response response, boolean hasKey, @Nullable RecordForm lines) {
    if (UNRECORDED.contains(response.status())) {
      return null;
    }
    var body = response.body();
    boolean isLazy =
        body instanceof Body.Lines
            || (body instanceof Body.PassThrough bytes && bytes.length().isEmpty());
    boolean isSource = isLazy || body instanceof Body.PassThrough;
    boolean switches = body instanceof Body.Switching;
    if (body instanceof Body.File || switches || !(isLazy || hasKey)) {
      return null;
    }
    var headers = response.headers();
    if (isSource
        && ContentType.of(headers.all("Content-Type")).isEventStream()
        && !headers.has("Content-Encoding")) {
      return RecordForm.EVENTS;
    }
    boolean isTyped = headers.has("Content-Type") || !(body instanceof Body.Lines);
    return isTyped ? RecordForm.BYTES : Objects.requireNonNullElse(lines, RecordForm.LINES);
  }

  static LineSource source(Body body) {
    return switch (body) {
      case Body.Lines(var source) -> source;
      case Body.PassThrough bytes -> bytes.source();
      case Body.Text(var text) -> RequestContent.of(text.getBytes(UTF_8));
      case Body.Bytes(var bytes) -> RequestContent.of(bytes);
      case Body.Chunks(var chunks) -> RequestContent.of(String.join("", chunks).getBytes(UTF_8));
      case Body.File file -> throw new IllegalArgumentException("a file is not recorded");
      case Body.Tunnel tunnel -> throw new IllegalArgumentException("a tunnel is not recorded");
      case Body.WebSocket socket ->
          throw new IllegalArgumentException("a WebSocket is not recorded");
    };
  }
}
