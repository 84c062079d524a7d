package httpd.route;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import java.util.List;

/**
 * Gives the responses of a handler the fields of rules, also those that the handler throws. Later
 * rules replace what earlier ones set. An upgrade to another protocol (101) keeps its fields.
 */
public final class FieldsAdded implements Handler {

  private final List<HeaderRule> rules;
  private final Handler handler;

  private FieldsAdded(List<HeaderRule> rules, Handler handler) {
    this.rules = List.copyOf(rules);
    this.handler = handler;
  }

  /** Returns the handler within the rules; without rules, the handler itself. */
  public static Handler of(List<HeaderRule> rules, Handler handler) {
    return rules.isEmpty() ? handler : new FieldsAdded(rules, handler);
  }

  @Override
  public Response handle(Request request) throws Exception {
    try {
      return added(request, handler.handle(request));
    } catch (HttpException e) {
      return added(request, e.response());
    }
  }

  @Override
  public boolean mayBlock(Request request) {
    return handler.mayBlock(request);
  }

  @Override
  public Response refused(Request request, HttpException why) throws Exception {
    try {
      return added(request, handler.refused(request, why));
    } catch (HttpException e) {
      return added(request, e.response());
    }
  }

  private Response added(Request request, Response response) {
    if (response.status() == 101) {
      return response;
    }
    var fields = HeaderRule.apply(rules, request.path(), response.headers());
    return new Response(response.status(), fields, response.body());
  }

  @Override
  public String toString() {
    return handler.toString();
  }
}
