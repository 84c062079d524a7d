package httpd.server.request;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * The properties of a request on which the writing of its response depends.
 *
 * @param isHead whether the response has no body
 * @param isHttp10 whether the client does not know chunks
 * @param isHttp2 whether it came on a stream of HTTP/2
 * @param keepAlive whether the client may send another request on this connection
 * @param expectsContinue whether the client waits for a 100 before it sends the body
 * @param maySwitch whether the client asks for another protocol after this request and can be
 *     answered 101: not with a body, which would still be arriving, and not in HTTP/1.0 (RFC 9110,
 *     section 7.8)
 * @param announced the {@code Content-Length} of the body; negative if it has none
 * @param hasBody whether a body follows, as far as the head says
 */
public record RequestTraits(
    boolean isHead,
    boolean isHttp10,
    boolean isHttp2,
    boolean keepAlive,
    boolean expectsContinue,
    boolean maySwitch,
    long announced,
    boolean hasBody) {

  /** The version of a head that came on a stream. No head that names its version has this one. */
  public static final HttpVersion HTTP_2 = new HttpVersion("HTTP/2.0", true);

  public static final RequestTraits UNREADABLE =
      new RequestTraits(false, false, false, false, false, false, 0, false);

  public static RequestTraits of(HttpRequest head) {
    long announced = HttpUtil.getContentLength(head, -1L);
    return new RequestTraits(
        head.method().equals(HttpMethod.HEAD),
        head.protocolVersion().minorVersion() == 0,
        false,
        HttpUtil.isKeepAlive(head),
        HttpUtil.is100ContinueExpected(head),
        maySwitch(head),
        announced,
        announced > 0 || head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING));
  }

  /** Returns those of a request on a stream of HTTP/2, whose frames say whether it has a body. */
  public static RequestTraits ofStream(HttpRequest head, boolean hasBody) {
    return new RequestTraits(
        head.method().equals(HttpMethod.HEAD),
        false,
        true,
        true,
        hasBody && HttpUtil.is100ContinueExpected(head),
        false,
        HttpUtil.getContentLength(head, -1L),
        hasBody);
  }

  public static boolean maySwitch(HttpRequest head) {
    var headers = head.headers();
    return head.decoderResult().isSuccess()
        && head.protocolVersion().minorVersion() > 0
        && !head.method().equals(HttpMethod.HEAD)
        && headers.contains(HttpHeaderNames.UPGRADE)
        && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        && "0".equals(headers.get(HttpHeaderNames.CONTENT_LENGTH, "0"));
  }

  /**
   * Whether the client has an expectation that is unknown here; HTTP/1.0 has no expectations (RFC
   * 9110, section 10.1.1).
   */
  public static boolean expectsTheUnknown(HttpRequest head) {
    return head.protocolVersion().minorVersion() > 0 && hasUnknownExpectation(head);
  }

  public static boolean hasUnknownExpectation(HttpRequest head) {
    return head.headers().contains(HttpHeaderNames.EXPECT) && !HttpUtil.is100ContinueExpected(head);
  }
}
