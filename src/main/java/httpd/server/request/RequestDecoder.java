package httpd.server.request;

import static java.nio.charset.StandardCharsets.US_ASCII;

import httpd.HttpException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder, with a check of the bytes. Netty repairs bytes that another reader may
 * understand differently, which the decoded request no longer shows. A request with such bytes has
 * a failed {@link HttpObject#decoderResult}.
 *
 * <pre>
 *   before it      blanks, line feeds and control characters are skipped
 *   request line   blanks, tabs and vertical tabs are taken for one blank; the case of HTTP/1.1
 *   field lines    a folded line becomes a part of the one before; of two lengths one counts in 1.0
 *   trailer        a field that frames the body is left out
 * </pre>
 *
 * <p>A long head or trailer counts as memory of its connection, also before it is complete.
 *
 * <p>The parent class calls a method named {@code split} for each word and field of a line.
 */
public final class RequestDecoder extends HttpRequestDecoder {

  /** The most fields of a request, trailer included. Browsers and proxies send fewer than 50. */
  static final int MOST_FIELDS = 256;

  private static final ByteBuf END_OF_HEAD =
      Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("\r\n", US_ASCII)).asReadOnly();

  private static final Pattern VERSION = Pattern.compile("HTTP/[0-9]\\.[0-9]");

  private final HeadMemory memory;

  private @Nullable ByteBuf input;
  private int unmade;
  private @Nullable HttpException malformation;
  private boolean broken;
  private int endOfWord;
  private int fields;
  private boolean hasLength;
  private boolean inTrailer;

  /** Whether only empty lines have arrived since the previous request. */
  private boolean betweenRequests = true;

  private boolean begun;

  private final StrayBytes stray = new StrayBytes();

  /** Whether a field line was read and the byte after it has not arrived yet. */
  private boolean awaitsNextLine;

  private boolean folded;

  public RequestDecoder(HttpDecoderConfig config, MemoryShare memory) {
    super(config);
    this.memory = new HeadMemory(memory);
  }

  public boolean hasBegun() {
    return begun;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out)
      throws Exception {
    if (broken) {
      buffer.skipBytes(buffer.readableBytes());
      return;
    }
    input = buffer;
    begun = true;
    if (betweenRequests) {
      betweenRequests = stray.look(buffer);
    }
    int before = out.size();
    if (awaitsNextLine && buffer.isReadable()) {
      lookForFold(buffer);
    }
    int readable = buffer.readableBytes();
    super.decode(context, buffer, out);
    unmade = betweenRequests ? 0 : unmade + readable - buffer.readableBytes();
    if (folded) {
      folded = false;
      super.decode(context, END_OF_HEAD.duplicate(), out);
    }
    if (out.size() == before) {
      countUnfinished(buffer.readableBytes(), out);
    } else if (out.get(before) instanceof CountedRequest head) {
      count(unmade);
      memory.leaveTo(head);
    }
    for (var made : out.subList(before, out.size())) {
      pass((HttpObject) made);
    }
    if (broken) {
      buffer.skipBytes(buffer.readableBytes());
    }
  }

  private void countUnfinished(int readable, List<Object> out) {
    if (!count(unmade + readable)) {
      out.add(
          inTrailer
              ? new DefaultLastHttpContent()
              : new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
    }
  }

  private boolean count(int bytes) {
    boolean hasMemory = memory.count(bytes);
    if (!hasMemory) {
      malformed(503, "The server has no memory left for this request");
    }
    return hasMemory;
  }

  private void pass(HttpObject made) {
    unmade = 0;
    if (made instanceof HttpRequest || made instanceof DefaultLastHttpContent) {
      if (malformation != null && made.decoderResult().isSuccess()) {
        made.setDecoderResult(DecoderResult.failure(malformation));
        broken = true;
      }
      malformation = null;
      awaitsNextLine = false;
    }
    inTrailer = made instanceof HttpRequest || (inTrailer && !(made instanceof LastHttpContent));
    betweenRequests = made instanceof LastHttpContent;
    if (betweenRequests) {
      memory.release(); // Of the trailer, which is not kept.
    }
    begun = !betweenRequests;
  }

  @Override
  protected HttpMessage createMessage(String[] requestLine) {
    return new CountedRequest(requestLine, headersFactory.newHeaders());
  }

  @Override
  protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
    malformation = null;
    fields = 0;
    hasLength = false;
    inTrailer = false;
    if (stray.take()) {
      malformed(400, "There are bytes before the request line");
    }
    checkWord(start == 0);
    endOfWord = start + length;
    return super.splitFirstWordInitialLine(line, start, length);
  }

  @Override
  protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
    checkSeparator(line, start);
    endOfWord = start + length;
    return super.splitSecondWordInitialLine(line, start, length);
  }

  @Override
  protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
    var word = super.splitThirdWordInitialLine(line, start, length);
    checkSeparator(line, start);
    if (!word.equals("HTTP/1.1") && !VERSION.matcher(word).matches()) {
      malformed(400, "The HTTP version is not valid");
    }
    return word;
  }

  private void checkSeparator(byte[] line, int start) {
    checkWord(start == endOfWord + 1 && line[endOfWord] == ' ');
  }

  private void checkWord(boolean isSeparated) {
    if (!isSeparated) {
      malformed(400, "The request line has three words with one blank between them");
    }
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    var name = super.splitHeaderName(line, start, length);
    fields++;
    if (fields > MOST_FIELDS) {
      malformed(431, "A request has at most " + MOST_FIELDS + " header fields");
    }
    boolean isLength = HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name);
    boolean frames = isLength || HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name);
    if (isLength && hasLength) {
      malformed(400, "A request has at most one Content-Length");
    }
    if (inTrailer && frames) {
      malformed(400, "A trailer cannot say where the body ends");
    }
    hasLength |= isLength;
    lookAtNextLine();
    return name;
  }

  private void lookAtNextLine() {
    if (input != null && input.isReadable()) {
      lookForFold(input);
    } else {
      awaitsNextLine = true;
    }
  }

  /**
   * RFC 9112, section 5.2: a line that begins with a blank continues the field before it, which the
   * parent class would copy for each such line.
   */
  private void lookForFold(ByteBuf buffer) {
    awaitsNextLine = false;
    byte next = buffer.getByte(buffer.readerIndex());
    if (next == ' ' || next == '\t') {
      malformed(400, "A header field is on one line");
      folded = true;
      buffer.skipBytes(buffer.readableBytes());
    }
  }

  private void malformed(int status, String what) {
    if (malformation == null) {
      malformation = new HttpException(status, what);
    }
  }
}
