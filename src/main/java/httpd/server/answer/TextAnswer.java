package httpd.server.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Response;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** A string: head and body in one write, or the body in slices if the string is long. */
final class TextAnswer extends Answer {

  private final String text;

  TextAnswer(Owner owner, Response response, String text) {
    super(owner, response);
    this.text = text;
  }

  @Override
  long length() {
    return ByteBufUtil.utf8Bytes(text);
  }

  @Override
  void start(Delivery delivery) {
    if (text.length() > TextBodyWriter.SLICE / 2) {
      writeHead(delivery, length());
      endWhenWritten(delivery, new TextBodyWriter(delivery, text).start());
    } else {
      writeAtOnce(delivery, text.getBytes(UTF_8));
    }
  }

  private void writeAtOnce(Delivery delivery, byte[] body) {
    int status = response.status();
    log.answered(status, body.length);
    var whole =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            Unpooled.wrappedBuffer(body),
            HeadFields.of(this, body.length, delivery),
            DefaultHttpHeadersFactory.trailersFactory().newEmptyHeaders());
    endWhenWritten(delivery, delivery.messages().writeAndFlush(whole));
  }
}
