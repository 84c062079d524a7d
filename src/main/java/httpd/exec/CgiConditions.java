package httpd.exec;

import httpd.HttpException;
import httpd.Request;
import httpd.exec.cgi.CgiHead;
import httpd.http.EntityTag;
import httpd.http.HttpDate;
import httpd.http.Preconditions;
import java.util.Set;

/**
 * Compares the conditions of a request with the validators that a program prints: few programs do
 * so themselves.
 */
final class CgiConditions {

  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  private CgiConditions() {}

  /**
   * Returns the head for the client: that of a 304 if it has the content already.
   *
   * @throws HttpException 412 if a condition fails
   */
  static CgiHead answer(Request request, CgiHead head) {
    var modified = head.headers().get("Last-Modified");
    var tag = head.headers().get("ETag");
    boolean applies = modified != null || tag != null;
    if (!applies || head.status() != 200 || !METHODS.contains(request.method())) {
      return head;
    }
    var conditions =
        new Preconditions(
            request.headers()::all,
            tag == null ? null : EntityTag.of(tag),
            modified == null ? null : HttpDate.parse(modified));
    return switch (conditions.outcome()) {
      case PROCEED -> head;
      case NOT_MODIFIED -> head.notModified();
      case FAILED -> throw new HttpException(412, "412 Precondition Failed: " + request.path());
    };
  }
}
