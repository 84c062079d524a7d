package httpd.server.http2;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Set;

/** The fields of a response as HTTP/2 has them (RFC 9113, section 8.2). */
final class ResponseFields {

  /** Of the connection, which is not the client's and has fields of its own kind. */
  private static final Set<AsciiString> OF_CONNECTION =
      Set.of(
          AsciiString.cached("connection"),
          AsciiString.cached("keep-alive"),
          AsciiString.cached("proxy-connection"),
          AsciiString.cached("transfer-encoding"),
          AsciiString.cached("upgrade"));

  private ResponseFields() {}

  static Http2Headers of(CharSequence status, HttpHeaders fields) {
    var all = new DefaultHttp2Headers(false, fields.size() + 1);
    all.status(status);
    return addTo(all, fields);
  }

  static Http2Headers ofTrailer(HttpHeaders fields) {
    return addTo(new DefaultHttp2Headers(false, fields.size()), fields);
  }

  private static Http2Headers addTo(Http2Headers all, HttpHeaders fields) {
    var each = fields.iteratorCharSequence();
    while (each.hasNext()) {
      var field = each.next();
      var name = AsciiString.of(field.getKey()).toLowerCase();
      if (!OF_CONNECTION.contains(name)) {
        all.add(name, field.getValue());
      }
    }
    return all;
  }
}
