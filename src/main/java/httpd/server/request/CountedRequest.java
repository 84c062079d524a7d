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

  /** Makes one of the three words of a request line. */
  CountedRequest(String[] line, HttpHeaders fields) {
    super(HttpVersion.valueOf(line[2]), HttpMethod.valueOf(line[0]), line[1], fields);
  }

  public long memory() {
    return memory;
  }

  void holds(long bytes) {
    memory = bytes;
  }
}
