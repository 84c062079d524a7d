package httpd.file;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;

/** Answers GET and HEAD from the file system, and refuses all other methods. */
final class ReadOnly {

  private ReadOnly() {}

  /** Looks into the file system. */
  interface Answer {
    Response get() throws IOException;
  }

  /**
   * Answers a request.
   *
   * @throws HttpException 404 for an absent file, 403 without read permission, 405 for a method
   */
  static Response answer(Request request, Answer answer) throws IOException {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      throw HttpException.methodNotAllowed(request, List.of("GET", "HEAD"));
    }
    try {
      return answer.get();
    } catch (AccessDeniedException e) {
      throw new HttpException(403, "403 Forbidden: " + request.path());
    } catch (FileSystemException e) {
      if (Absence.isCertain(e)) {
        throw HttpException.notFound(request);
      }
      throw e;
    }
  }
}
