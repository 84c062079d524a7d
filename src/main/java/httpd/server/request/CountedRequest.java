package httpd.server.request;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpRequest;

/**
 * The head of a request, with the memory that its connection holds for it until the request is
 * answered. Pipelined heads hold memory of their own.
 */
public final class CountedRequest extends DefaultHttpRequest {

  private long memory;

  CountedRequest(HttpRequest head) {
    super(head.protocolVersion(), head.method(), head.uri(), head.headers());
  }

  public long memory() {
    return memory;
  }

  void holds(long bytes) {
    memory = bytes;
  }
}
