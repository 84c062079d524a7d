package httpd.server.answer;

import httpd.Handler;
import httpd.Request;
import httpd.Response;

/** The handler of a server, and what every response passes on its way out. */
public interface Gate extends Handler {

  /** Returns the response to send, whether the handler made it or the server refused. */
  Response leaving(Request request, Response response);
}
