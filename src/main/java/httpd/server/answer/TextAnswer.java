package httpd.server.answer;

import httpd.Response;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** A short string or few bytes: head and body in one write, with others of the same turn. */
final class TextAnswer extends Answer {

  private final byte[] body;

  TextAnswer(Owner owner, Response response, byte[] body) {
    super(owner, response);
    this.body = body;
  }

  @Override
  long length() {
    return body.length;
  }

  @Override
  void start(Delivery delivery) {
    log().answered(response.status(), body.length);
    if (delivery.keepAlive() && delivery.turn().add(bytes(delivery), log())) {
      owner.taken();
      delivery.turn().flushAtItsEnd();
    } else {
      startAlone(delivery);
    }
  }

  private AnswerBytes bytes(Delivery delivery) {
    return new AnswerBytes(response, lacksVary, body, delivery.connectionField());
  }

  private void startAlone(Delivery delivery) {
    var whole =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            Unpooled.wrappedBuffer(body),
            HeadFields.of(this, body.length, delivery),
            DefaultHttpHeadersFactory.trailersFactory().newEmptyHeaders());
    endWhenWritten(delivery, delivery.messages().writeAndFlush(whole));
  }
}
