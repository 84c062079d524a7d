package httpd.server.request;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;

/**
 * The head of a request, with the memory that its connection holds for it until the request is
 * answered. Pipelined heads hold memory of their own.
 */
public final class CountedRequest extends DefaultHttpRequest {

  private long memory;

  CountedRequest(HttpVersion version, HttpMethod method, String target, HttpHeaders fields) {
    super(version, method, target, fields);
  }

  public long memory() {
    return memory;
  }

  void holds(long bytes) {
    memory = bytes;
  }
}
