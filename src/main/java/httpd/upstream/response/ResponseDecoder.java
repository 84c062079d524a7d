package httpd.upstream.response;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpd.net.ErrorText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decodes heads with Netty's decoder, and refuses what that one repairs, since another reader may
 * understand it in another way ({@code docs/decisions/0026-netty-decoder.md}).
 *
 * <pre>
 *   before a head   blanks, line ends and control characters are skipped
 *   status line     +200, 20 and http/1.1 are valid; blanks and tabs count as one blank
 *   CR              counts as a blank before and after a reason, a name and a value
 *   fields          a folded line joins the one before it; "X y: z" is a field X; any number of them
 *   framing         a body of an interim response is ignored; so are two framings, if there is no body
 * </pre>
 *
 * <p>A head that is refused has a failed {@link HttpMessage#decoderResult}. What a method of the
 * parent throws while it parses becomes that result; what is found between two parses is set here.
 */
public final class ResponseDecoder extends HttpResponseDecoder {

  /** Fields of one head. Upstreams send below 100; each field costs more memory than its bytes. */
  static final int MOST_FIELDS = 1024;

  private static final int LONGEST_STATUS_LINE = 8 * 1024;
  private static final int LONGEST_HEADERS = 64 * 1024;
  private static final int LONGEST_PIECE = 64 * 1024;

  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/[0-9]\\.[0-9] [0-9]{3}( [^\\x00\r]*)?");

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private final boolean isToHead;
  private ByteBuf input = Unpooled.EMPTY_BUFFER;
  private boolean betweenHeads = true;

  /** Whether a field line was parsed, and the first byte of the next one has not come yet. */
  private boolean awaitsNextLine;

  private int fields;

  public ResponseDecoder(boolean isToHead) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LONGEST_STATUS_LINE)
            .setMaxChunkSize(LONGEST_PIECE)
            .setMaxHeaderSize(LONGEST_HEADERS));
    this.isToHead = isToHead;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out)
      throws Exception {
    input = buffer;
    if (!buffer.isReadable()) {
      super.decode(context, buffer, out);
    } else if (betweenHeads && next(buffer) != 'H') {
      refuse(buffer, out, "the status line is not valid");
    } else if (awaitsNextLine && isBlank(next(buffer))) {
      refuse(buffer, out, "a field goes on in another line");
    } else {
      betweenHeads = false;
      awaitsNextLine = false;
      super.decode(context, buffer, out);
    }
  }

  private static byte next(ByteBuf buffer) {
    return buffer.getByte(buffer.readerIndex());
  }

  /** Ends decoding: the exchange fails with this head, and closes the connection. */
  private void refuse(ByteBuf buffer, List<Object> out, String why) {
    buffer.skipBytes(buffer.readableBytes());
    var head = createInvalidMessage();
    head.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(why)));
    out.add(head);
  }

  @Override
  protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
    fields = 0;
    int begin = beginOfLine();
    var text = input.toString(begin, endOfLine() - begin, ISO_8859_1);
    check(STATUS_LINE.matcher(text).matches(), "the status line is not valid");
    return super.splitFirstWordInitialLine(line, start, length);
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    fields++;
    check(fields <= MOST_FIELDS, "more than " + MOST_FIELDS + " fields");
    checkLine(beginOfLine(), length);
    awaitsNextLine = !input.isReadable();
    check(awaitsNextLine || !isBlank(next(input)), "a field goes on in another line");
    return super.splitHeaderName(line, start, length);
  }

  private void checkLine(int begin, int nameLength) {
    check(input.indexOf(begin, endOfLine(), (byte) '\r') < 0, "a line does not end with CR LF");
    int at = begin + nameLength;
    while (isBlank(input.getByte(at))) {
      at++;
    }
    check(input.getByte(at) == ':', "a blank within the name of a field, or no colon");
  }

  /** The line that is being split is the last one before the reader index of the input. */
  private int beginOfLine() {
    int begin = input.readerIndex() - 1;
    while (begin > 0 && input.getByte(begin - 1) != '\n') {
      begin--;
    }
    return begin;
  }

  private int endOfLine() {
    return input.readerIndex() - "\r\n".length();
  }

  /** Whether no body follows. The parent asks when it has all fields of a head. */
  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    var head = (HttpResponse) message;
    boolean isInformational = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    var objection = framingObjection(head, isInformational);
    check(objection == null, objection);
    betweenHeads = isInformational;
    awaitsNextLine = false;
    return (isToHead && !isInformational) || super.isContentAlwaysEmpty(message);
  }

  /** Every reader is to see the end of the body in the same place (RFC 9112, section 6.3). */
  private static @Nullable String framingObjection(HttpResponse head, boolean isInformational) {
    var length = head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    boolean hasCoding = head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    if (length != null && !LENGTH.matcher(length.strip()).matches()) {
      return "a Content-Length that is not a number: " + ErrorText.printable(length);
    }
    if (length != null && hasCoding) {
      return "Content-Length beside Transfer-Encoding";
    }
    if (hasCoding && head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return "Transfer-Encoding in HTTP/1.0";
    }
    boolean hasBody = hasCoding || (length != null && !length.strip().matches("0+"));
    return isInformational && hasBody ? "a body after the status " + head.status().code() : null;
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  private static void check(boolean valid, @Nullable String objection) {
    if (!valid) {
      throw new IllegalArgumentException(objection);
    }
  }
}
