package httpd.file;

import httpd.Body;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.http.EntityTag;
import httpd.http.HttpDate;
import httpd.http.MediaType;
import httpd.http.Preconditions;
import httpd.http.Preferences;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers a GET or HEAD of one file: with the file or a compressed sibling, whole or in ranges, or
 * with 304, 412 or 416 (RFC 9110, sections 13 to 15).
 */
final class FileAnswer {

  private static final int MOST_LOOKS = 3;

  interface Finder {
    /** Returns the file at this moment, or null if it does not exist. */
    @Nullable RegularFile find() throws IOException;
  }

  private final Request request;
  private final CacheTimes times;
  private final RegularFile asked;

  /** The file that is sent, which may be a compressed sibling. */
  private final RegularFile sent;

  private final @Nullable ContentCoding coding;
  private final boolean varies;
  private final @Nullable EntityTag tag;
  private final @Nullable Instant modified;

  private FileAnswer(Request request, CacheTimes times, RegularFile asked) throws IOException {
    this.request = request;
    this.times = times;
    this.asked = asked;
    var siblings = ContentCoding.siblingsOf(asked);
    var accepted = Preferences.of(request.headers().all("Accept-Encoding"));
    coding = ContentCoding.preferred(siblings.keySet(), accepted);
    var sibling = coding == null ? null : siblings.get(coding);
    sent = sibling == null ? asked : sibling;
    varies = !siblings.isEmpty();
    tag = sent.tag(coding);
    modified = modified(sent);
  }

  /**
   * Answers with the file that is found. If it is replaced or changed while it is opened, it is
   * looked up again, so that the header fields are those of the bytes that follow.
   *
   * @throws HttpException 404 if the file does not exist
   */
  static Response of(Request request, CacheTimes times, Finder finder) throws IOException {
    for (int look = 1; ; look++) {
      var file = finder.find();
      if (file == null) {
        throw HttpException.notFound(request);
      }
      try {
        return new FileAnswer(request, times, file).response(look == MOST_LOOKS);
      } catch (IOException e) { // Most often it is gone, or another.
        if (look == MOST_LOOKS || e instanceof AccessDeniedException) {
          throw e;
        }
      }
    }
  }

  private Response response(boolean lastLook) throws IOException {
    var conditions = new Preconditions(request.headers()::all, tag, modified);
    return switch (conditions.outcome()) {
      case FAILED ->
          Response.text("412 Precondition Failed: " + request.path() + "\n").withStatus(412);
      case NOT_MODIFIED -> new Response(304, validators(), Body.EMPTY);
      case PROCEED -> content(conditions, lastLook);
    };
  }

  private Response content(Preconditions conditions, boolean lastLook) throws IOException {
    var ranges = ranges(conditions);
    if (ranges != null && ranges.isEmpty()) {
      return Response.text("416 Range Not Satisfiable: the file has " + sent.size() + " bytes\n")
          .withStatus(416)
          .withHeader("Content-Range", "bytes */" + sent.size());
    }
    var channel = sent.open(lastLook);
    try {
      return content(ranges, channel);
    } catch (RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private Response content(@Nullable List<ByteRange> ranges, FileChannel channel) {
    var type = MediaType.of(name());
    var headers = validators().plus("X-Content-Type-Options", "nosniff");
    headers = headers.plus("Accept-Ranges", "bytes");
    if (coding != null) {
      headers = headers.plus("Content-Encoding", coding.token());
    }
    if (ranges == null) {
      var all = new Body.File(channel, 0, sent.size());
      return new Response(200, headers.plus("Content-Type", type), all);
    }
    if (ranges.size() > 1) {
      var parts = new MultipartRanges(ranges, type, sent.size());
      return new Response(206, headers.plus("Content-Type", parts.type()), parts.body(channel));
    }
    var range = ranges.getFirst();
    headers = headers.plus("Content-Type", type).plus("Content-Range", range.of(sent.size()));
    return new Response(206, headers, new Body.File(channel, range.first(), range.length()));
  }

  /** Null for the whole file; an empty file has no ranges. */
  private @Nullable List<ByteRange> ranges(Preconditions conditions) {
    var given = request.headers().all("Range");
    boolean counts = request.method().equals("GET") && given.size() == 1 && sent.size() > 0;
    return counts && conditions.allowRange()
        ? ByteRanges.parse(given.getFirst(), sent.size())
        : null;
  }

  private Headers validators() {
    var headers = Headers.of("Cache-Control", times.cacheControl(name()));
    if (tag != null) {
      headers = headers.plus("ETag", tag.toString());
    }
    if (modified != null) {
      headers = headers.plus("Last-Modified", HttpDate.format(modified));
    }
    return varies ? headers.plus("Vary", "Accept-Encoding") : headers;
  }

  private String name() {
    return String.valueOf(asked.path().getFileName());
  }

  /** Null for a time in the future (RFC 9110, section 8.8.2.1). */
  private static @Nullable Instant modified(RegularFile file) {
    var time = file.modified().toInstant().truncatedTo(ChronoUnit.SECONDS);
    return RegularFile.isTime(file.modified()) && !time.isAfter(Instant.now()) ? time : null;
  }
}
