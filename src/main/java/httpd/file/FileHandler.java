package httpd.file;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Serves one file at every path, with its type, conditions, ranges and compressed siblings. The
 * file is looked up for each request, links are followed, and only a regular file is opened.
 */
public record FileHandler(Path file, CacheTimes times) implements Handler {

  public FileHandler(Path file) {
    this(file, CacheTimes.NONE);
  }

  @Override
  public Response handle(Request request) throws IOException {
    return ReadOnly.answer(
        request, () -> FileAnswer.of(request, times, () -> RegularFile.named(file)));
  }

  @Override
  public String toString() {
    return "file:" + file;
  }
}
