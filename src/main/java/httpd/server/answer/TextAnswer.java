package httpd.server.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Response;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A string or bytes: head and body in one write, or the body in slices if it is long. */
final class TextAnswer extends Answer {

  private final @Nullable String text;
  private final byte @Nullable [] bytes;

  TextAnswer(Owner owner, Response response, String text) {
    super(owner, response);
    this.text = text;
    this.bytes = null;
  }

  TextAnswer(Owner owner, Response response, byte[] bytes) {
    super(owner, response);
    this.text = null;
    this.bytes = bytes;
  }

  @Override
  long length() {
    return bytes != null ? bytes.length : ByteBufUtil.utf8Bytes(Objects.requireNonNull(text));
  }

  @Override
  void start(Delivery delivery) {
    if (bytes != null) {
      if (bytes.length > TextBodyWriter.SLICE / 2) {
        writeInSlices(delivery, TextBodyWriter.of(delivery, bytes));
      } else {
        writeAtOnce(delivery, bytes);
      }
    } else if (text != null) {
      if (text.length() > TextBodyWriter.SLICE / 2) {
        writeInSlices(delivery, TextBodyWriter.of(delivery, text));
      } else {
        writeAtOnce(delivery, text.getBytes(UTF_8));
      }
    }
  }

  private void writeInSlices(Delivery delivery, TextBodyWriter slices) {
    writeHead(delivery, length());
    endWhenWritten(delivery, slices.start());
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
