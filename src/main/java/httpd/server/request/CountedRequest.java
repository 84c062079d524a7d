package httpd.server.request;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpRequest;

/**
 * The head of a request, with the memory that is held for it until the request is answered. Heads
 * that are sent ahead, and the one that is still coming in, hold theirs beside it.
 */
public final class CountedRequest extends DefaultHttpRequest {

  private long memory;

  /** A head in place of another one. */
  CountedRequest(HttpRequest head) {
    super(head.protocolVersion(), head.method(), head.uri(), head.headers());
  }

  /** Bytes that its connection has taken for it. */
  public long memory() {
    return memory;
  }

  void holds(long bytes) {
    memory = bytes;
  }
}
