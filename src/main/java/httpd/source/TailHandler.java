package httpd.source;

import httpd.Body;
import httpd.Handler;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.line.PositionedSource;
import httpd.source.tail.TailedFile;
import httpd.source.tail.TailedFile.Resumption;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * To every client the lines of a growing file: {@code ?last=N} begins with the last N, {@code
 * ?after=POSITION} goes on behind a line. Where the stream begins stands in {@code Httpd-Position}.
 *
 * @param name as it was given
 * @param file followed by one reader for all
 * @param last lines for a client that does not say how many
 */
public record TailHandler(String name, TailedFile file, int last) implements Handler {

  /** The most lines that one may ask for. */
  public static final int MOST_LINES = 100_000;

  private static final String POSITION = "Httpd-Position";

  @Override
  public Response handle(Request request) throws IOException {
    var after = request.query("after");
    if (after == null) {
      return lines(file.last(lines(request.query("last"))));
    }
    if (request.query("last") != null) {
      throw new HttpException(400, "after= and last= exclude each other: take one of them");
    }
    return switch (resume(after)) {
      case Resumption.Found(var source) -> lines(source);
      case Resumption.Lost(var oldest, var newest) -> lost(after, oldest, newest);
    };
  }

  private Resumption resume(String after) throws IOException {
    try {
      return file.after(after);
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "after=" + e.getMessage());
    }
  }

  private int lines(@Nullable String asked) {
    if (asked == null) {
      return last;
    }
    int count = asked.matches("[0-9]{1,6}") ? Integer.parseInt(asked) : -1;
    if (count < 0 || count > MOST_LINES) {
      throw new HttpException(400, "last=" + asked + ": a number from 0 to " + MOST_LINES);
    }
    return count;
  }

  private static Response lines(PositionedSource source) {
    return new Response(200, Headers.EMPTY, new Body.Lines(source))
        .withHeader(POSITION, source.position());
  }

  private static Response lost(String after, String oldest, String newest) {
    return Response.text(
            "what came after position %s is gone; ?after=%s gives what there is, ?after=%s what comes\n"
                .formatted(after, oldest, newest))
        .withStatus(410)
        .withHeader("Httpd-Oldest", oldest)
        .withHeader("Httpd-Newest", newest);
  }

  @Override
  public String toString() {
    return "tail:" + name;
  }
}
