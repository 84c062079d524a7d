package httpd.front;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Answers at {@code /} with the list of routes, and passes everything else on.
 *
 * <pre>
 *   GET, HEAD /     the list: a page, JSON or text, as Accept says
 *   others /        405
 *   other paths     the handler behind it
 * </pre>
 */
public final class FrontDoor implements Handler {

  private static final String PLACE = "/";
  private static final List<String> METHODS = List.of("GET", "HEAD");

  private final Handler behind;
  private final Predicate<Request> isFor;
  private final Function<Request, RouteList> lists;

  /**
   * Makes one.
   *
   * @param behind is asked for all other paths
   * @param isFor whether a request may see a list
   * @param lists makes the list for a request: what its user may see
   */
  public FrontDoor(Handler behind, Predicate<Request> isFor, Function<Request, RouteList> lists) {
    this.behind = behind;
    this.isFor = isFor;
    this.lists = lists;
  }

  @Override
  public Response handle(Request request) throws Exception {
    return request.path().equals(PLACE) && isFor.test(request)
        ? list(request)
        : behind.handle(request);
  }

  private Response list(Request request) {
    if (!METHODS.contains(request.method())) {
      throw HttpException.methodNotAllowed(request, METHODS);
    }
    return lists.apply(request).answer(request);
  }

  @Override
  public boolean mayBlock(Request request) {
    return behind.mayBlock(request); // Nothing there takes /: it answers 404, which may not block.
  }

  @Override
  public Response refused(Request request, HttpException why) throws Exception {
    return behind.refused(request, why);
  }

  @Override
  public String toString() {
    return behind.toString();
  }
}
