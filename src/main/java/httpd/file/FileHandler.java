package httpd.file;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Serves one file at every path, with its type, conditions, ranges and compressed siblings. The
 * file is looked up for each request; links are followed.
 *
 * @param file need not exist yet; anything but a regular file is never opened
 */
public record FileHandler(Path file) implements Handler {

  @Override
  public Response handle(Request request) throws IOException {
    return ReadOnly.takes(request) ? FileAnswer.of(request, this::find) : ReadOnly.refuse(request);
  }

  private @Nullable RegularFile find() throws IOException {
    try {
      return RegularFile.named(file);
    } catch (FileSystemException e) {
      if (Absence.isCertain(e)) {
        return null;
      }
      throw e;
    }
  }

  @Override
  public String toString() {
    return "file:" + file;
  }
}
