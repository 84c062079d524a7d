package httpd.server.connection;

import httpd.server.answer.HeadResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Encodes responses; writes no body and no last chunk after a {@link HeadResponse}. */
final class ResponseEncoder extends HttpResponseEncoder {

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse response) {
    return response instanceof HeadResponse || super.isContentAlwaysEmpty(response);
  }
}
