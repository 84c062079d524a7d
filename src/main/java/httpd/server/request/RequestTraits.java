package httpd.server.request;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;

/**
 * The properties of a request on which the writing of its response depends.
 *
 * @param isHead whether the response has no body
 * @param isHttp10 whether the client does not know chunks
 * @param keepAlive whether the client may send another request on this connection
 * @param expectsContinue whether the client waits for a 100 before it sends the body
 * @param maySwitch whether the client asks for another protocol after this request and can be
 *     answered 101: not with a body, which would still be arriving, and not in HTTP/1.0 (RFC 9110,
 *     section 7.8)
 * @param announced the {@code Content-Length} of the body; 0 if it has none
 */
public record RequestTraits(
    boolean isHead,
    boolean isHttp10,
    boolean keepAlive,
    boolean expectsContinue,
    boolean maySwitch,
    long announced) {

  public static final RequestTraits UNREADABLE =
      new RequestTraits(false, false, false, false, false, 0);

  public static RequestTraits of(HttpRequest head) {
    return new RequestTraits(
        head.method().equals(HttpMethod.HEAD),
        head.protocolVersion().minorVersion() == 0,
        HttpUtil.isKeepAlive(head),
        HttpUtil.is100ContinueExpected(head),
        maySwitch(head),
        HttpUtil.getContentLength(head, 0L));
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
    return head.protocolVersion().minorVersion() > 0
        && head.headers().contains(HttpHeaderNames.EXPECT)
        && !HttpUtil.is100ContinueExpected(head);
  }
}
