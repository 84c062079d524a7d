package httpd.server.answer;

import httpd.Response;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.ByteBuffer;

/** A string or bytes: head and body in one write, or the body in slices if it is long. */
final class TextAnswer extends Answer {

  private final Slices body;

  TextAnswer(Owner owner, Response response, Slices body) {
    super(owner, response);
    this.body = body;
  }

  @Override
  long length() {
    return body.length();
  }

  @Override
  void start(Delivery delivery) {
    var all = body.atOnce();
    if (all == null) {
      writeHead(delivery, length());
      endWhenWritten(delivery, new TextBodyWriter(delivery, body).start());
    } else {
      writeAtOnce(delivery, all);
    }
  }

  private void writeAtOnce(Delivery delivery, ByteBuffer content) {
    int status = response.status();
    log.answered(status, length());
    var whole =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            Unpooled.wrappedBuffer(content),
            HeadFields.of(this, length(), delivery),
            DefaultHttpHeadersFactory.trailersFactory().newEmptyHeaders());
    endWhenWritten(delivery, delivery.messages().writeAndFlush(whole));
  }
}
