package httpd.server.answer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Body;
import httpd.Headers;
import httpd.Response;
import httpd.http.ContentType;
import httpd.http.HttpDate;
import httpd.server.request.RequestTraits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.ByteBuffer;

/**
 * Writes what is all there: the head, and a string as body. The head of a lazy response is written
 * here too, unflushed: its first line, or the lack of one, flushes it.
 */
public final class ResponseWriter {

  private static final String DEFAULT_TYPE = "text/plain; charset=utf-8";

  /** Without it, browsers read the first bytes of text before they show any. */
  private static final String NO_SNIFF = "X-Content-Type-Options";

  private static final Headers LIVE =
      Headers.of("Cache-Control", "no-cache", "X-Accel-Buffering", "no", NO_SNIFF, "nosniff");
  private static final byte[] OUT_OF_MEMORY =
      """
      HTTP/1.1 500 Internal Server Error\r
      Content-Length: 0\r
      Connection: close\r
      \r
      """
          .getBytes(US_ASCII);

  /** In memory that a socket takes it from. */
  private static final ByteBuf OUT_OF_MEMORY_BUFFER =
      Unpooled.unreleasableBuffer(
          Unpooled.wrappedBuffer(
              ByteBuffer.allocateDirect(OUT_OF_MEMORY.length).put(OUT_OF_MEMORY).flip()));

  private final ChannelHandlerContext context;
  private final RequestTraits request;
  private final ExchangeLog log;

  public ResponseWriter(ChannelHandlerContext context, RequestTraits request, ExchangeLog log) {
    this.context = context;
    this.request = request;
    this.log = log;
  }

  /** Head and string in one write, or in slices if the string is long. */
  public ChannelFuture writeText(Response response, Body.Text text, boolean keepAlive) {
    if (text.text().length() > TextBodyWriter.SLICE / 2) {
      writeHead(response, ByteBufUtil.utf8Bytes(text.text()), keepAlive);
      return TextBodyWriter.of(context, text).start();
    }
    return writeSmall(response, text.text().getBytes(UTF_8), keepAlive);
  }

  /** Head and body of bytes that are all there. */
  public ChannelFuture writeBytes(Response response, Body.Bytes bytes, boolean keepAlive) {
    if (bytes.bytes().length > TextBodyWriter.SLICE / 2) {
      writeHead(response, bytes.bytes().length, keepAlive);
      return TextBodyWriter.of(context, bytes).start();
    }
    return writeSmall(response, bytes.bytes(), keepAlive);
  }

  private ChannelFuture writeSmall(Response response, byte[] body, boolean keepAlive) {
    var content = Unpooled.wrappedBuffer(body);
    var headers = headers(response, keepAlive);
    headers.set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
    return writeFull(response, headers, content);
  }

  /** What needs no memory: it goes past the encoder, which would take some. */
  public ChannelFuture writeOutOfMemory() {
    return context
        .pipeline()
        .context(CombinedChannelDuplexHandler.class)
        .writeAndFlush(OUT_OF_MEMORY_BUFFER.duplicate());
  }

  /** The head alone, as the answer to HEAD, or with a status that has no body. */
  public ChannelFuture writeBodiless(Response response, boolean keepAlive) {
    var headers = headers(response, keepAlive);
    switch (response.body()) {
      case Body.Text(var text) when hasBody(response.status()) ->
          headers.set(HttpHeaderNames.CONTENT_LENGTH, ByteBufUtil.utf8Bytes(text));
      case Body.Text text -> {}
      case Body.Bytes(var bytes) when hasBody(response.status()) ->
          headers.set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
      case Body.Bytes bytes -> {}
      case Body.File file when hasBody(response.status()) ->
          headers.set(HttpHeaderNames.CONTENT_LENGTH, file.length());
      case Body.File file -> {}
      case Body.Chunks chunks -> setChunked(response, headers);
      case Body.Lines lines -> setChunked(response, headers);
      case Body.PassThrough pieces -> setFraming(response, pieces, headers);
      case Body.Tunnel tunnel -> throw new IllegalArgumentException("a tunnel is no body");
    }
    log.answered(response.status(), 0);
    return context.writeAndFlush(new HeadResponse(response.status(), headers));
  }

  /** The head of a body whose length is known. Not flushed. */
  public void writeHead(Response response, long length, boolean keepAlive) {
    var headers = headers(response, keepAlive);
    headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
    writeHead(response, headers, length);
  }

  /** The head behind which another protocol begins. */
  public ChannelFuture writeSwitch(Response response) {
    log.answered(response.status(), 0);
    var headers = copy(response.headers());
    headers.set(HttpHeaderNames.CONNECTION, "Upgrade");
    return context.writeAndFlush(
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, headers));
  }

  /** The head of a body that comes in pieces. Not flushed. */
  public ChannelFuture writeStreamHead(Response response, boolean keepAlive) {
    var headers = headers(response, keepAlive);
    if (response.body() instanceof Body.PassThrough pieces) {
      setFraming(response, pieces, headers);
    } else {
      setChunked(response, headers);
    }
    return writeHead(response, headers, 0);
  }

  private ChannelFuture writeHead(Response response, HttpHeaders headers, long bytes) {
    log.answered(response.status(), bytes);
    return context.write(
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), headers));
  }

  /** Whether a response with this status carries a body at all (RFC 9110, section 6.4.1). */
  public static boolean hasBody(int status) {
    return status != 204 && status != 205 && status != 304;
  }

  private ChannelFuture writeFull(Response response, HttpHeaders headers, ByteBuf content) {
    log.answered(response.status(), content.readableBytes());
    return context.writeAndFlush(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            content,
            headers,
            DefaultHttpHeadersFactory.trailersFactory().newEmptyHeaders()));
  }

  private void setFraming(Response response, Body.PassThrough pieces, HttpHeaders headers) {
    if (pieces.length().isPresent() && hasBody(response.status())) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, pieces.length().getAsLong());
    } else {
      setChunked(response, headers);
    }
  }

  private void setChunked(Response response, HttpHeaders headers) {
    if (!request.isHttp10() && hasBody(response.status())) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
  }

  private HttpHeaders headers(Response response, boolean keepAlive) {
    var headers = copy(response.headers());
    if (hasBody(response.status())
        && !(response.body() instanceof Body.PassThrough)
        && !headers.contains(HttpHeaderNames.CONTENT_TYPE)) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, DEFAULT_TYPE);
    }
    if (hasBody(response.status()) && response.body() instanceof Body.Lines) {
      addLiveFields(headers);
    }
    if (!headers.contains(HttpHeaderNames.DATE)) {
      headers.set(HttpHeaderNames.DATE, HttpDate.now());
    }
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (request.isHttp10()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return headers;
  }

  /** What keeps proxies, caches and browsers from holding lines back; the handler's own win. */
  private static void addLiveFields(HttpHeaders headers) {
    boolean isText = !ContentType.of(headers.getAll("Content-Type")).isEventStream();
    for (var field : LIVE) {
      if (!headers.contains(field.name()) && (isText || !field.name().equals(NO_SNIFF))) {
        headers.set(field.name(), field.value());
      }
    }
  }

  /** All but what says how the message is framed: that is the server's to say. */
  private static HttpHeaders copy(Headers from) {
    var to = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    for (var field : from) {
      to.add(field.name(), field.value());
    }
    return to.remove(HttpHeaderNames.CONTENT_LENGTH)
        .remove(HttpHeaderNames.TRANSFER_ENCODING)
        .remove(HttpHeaderNames.CONNECTION);
  }
}
