package httpd.file;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import java.util.List;

/** What can be read and not written: GET and HEAD. */
final class ReadOnly {

  private ReadOnly() {}

  static boolean takes(Request request) {
    return request.method().equals("GET") || request.method().equals("HEAD");
  }

  /** RFC 9110, section 15.5.6. */
  static Response refuse(Request request) {
    return HttpException.methodNotAllowed(request, List.of("GET", "HEAD")).response();
  }
}
