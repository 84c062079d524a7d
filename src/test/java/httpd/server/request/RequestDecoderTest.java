package httpd.server.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.limit.Bound;
import httpd.limit.Limits;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused does not depend on the reads in which a request comes. */
class RequestDecoderTest {

  private static final String NEXT = "GET /next HTTP/1.1\nHost: b\n\n";

  /** Heads and ends of messages, and whether each is well formed. */
  private static List<String> decode(List<String> reads) {
    var channel =
        new EmbeddedChannel(
            new RequestDecoder(
                new HttpDecoderConfig(),
                new MemoryShare(Limits.standard().of(Bound.BODY_MEMORY), 1, () -> "")));
    for (var read : reads) {
      channel.writeInbound(Unpooled.copiedBuffer(read, ISO_8859_1));
    }
    var decoded = new ArrayList<String>();
    HttpObject object = channel.readInbound();
    while (object != null) {
      var result = object.decoderResult().isSuccess() ? "" : "!";
      if (object instanceof HttpRequest) {
        decoded.add(result + "HEAD");
      }
      if (object instanceof LastHttpContent) {
        decoded.add(result + "END");
      }
      ReferenceCountUtil.release(object);
      object = channel.readInbound();
    }
    channel.finishAndReleaseAll();
    return decoded;
  }

  @ParameterizedTest
  @CsvSource({
    "'GET / HTTP/1.1\nHost: a\nX: b\n\n',                                    HEAD END HEAD END",
    "'POST / HTTP/1.1\nContent-Length: 4\n\n b\n',                           HEAD END HEAD END",
    "'POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n1\n \n0\nX: b\n\n',     HEAD END HEAD END",
    "'GET / HTTP/1.1\nX: b\n c\nY: d\n\n',                                   !HEAD END",
    "'GET / HTTP/1.1\nX: b\nY: d\n\te\n\n',                                  !HEAD END",
    "'POST / HTTP/1.0\nContent-Length: 1\nX: y\nContent-Length: 2\n\nab',    !HEAD",
    "'GET  / HTTP/1.1\nHost: a\n\n',                                         !HEAD END",
    "'GET / http/1.1\nHost: a\n\n',                                          !HEAD END",
    "'POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n1\na\n0\nX: b\n c\n\n', HEAD !END",
    "'POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n0\nContent-Length: 1\n\n', HEAD !END",
  })
  @DisplayName("S-125 to S-128 hold wherever the reads split a request, and nothing follows it")
  void splits(String request, String expected) {
    var bytes = (request + NEXT).replace("\n", "\r\n");
    for (int cut = 1; cut < bytes.length(); cut++) {
      var decoded = decode(List.of(bytes.substring(0, cut), bytes.substring(cut)));
      assertEquals(expected, String.join(" ", decoded), "cut at " + cut);
    }
    assertEquals(expected, String.join(" ", decode(List.of(bytes.split("")))), "byte by byte");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nX: b\r\n c",
        "GET / HTTP/1.1\r\nX: b\r\n\t",
      })
  @DisplayName("M-91 a folded line is refused before its end has come, and before all that follows")
  void folded(String begin) {
    assertEquals(List.of("!HEAD", "END"), decode(List.of(begin)));
    assertEquals(List.of("!HEAD", "END"), decode(List.of(begin.split(""))));
  }
}
