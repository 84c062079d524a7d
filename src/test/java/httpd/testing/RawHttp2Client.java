package httpd.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * An HTTP/2 client that sends frames as they are, valid or not, and checks what the server answers.
 * Reads wait for at most ten seconds. It acknowledges the SETTINGS of the server, and nothing else
 * happens by itself: windows are the test's.
 */
public final class RawHttp2Client implements AutoCloseable {

  public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  public static final int MAX_CONCURRENT_STREAMS = 3;
  public static final int INITIAL_WINDOW_SIZE = 4;

  private static final int PATIENCE_MILLIS = 30_000;

  /** What the server has said about a stream. */
  public record Received(String status, Http2Headers fields, String body, boolean trailers) {}

  private final Socket socket;
  private final BufferedInputStream input;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
  private final Map<Integer, Long> settings = new HashMap<>();
  private final List<RawFrame> seen = new ArrayList<>();
  private final IdentityHashMap<RawFrame, Http2Headers> decoded = new IdentityHashMap<>();
  private final Set<Integer> endedHere = ConcurrentHashMap.newKeySet();
  private final Set<Integer> endedThere = new HashSet<>();
  private boolean acknowledges = true;

  private RawHttp2Client(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    input = new BufferedInputStream(socket.getInputStream());
  }

  /** Connects and sends nothing. */
  public static RawHttp2Client silent(InetSocketAddress server) throws IOException {
    var socket = new Socket();
    socket.connect(server, PATIENCE_MILLIS);
    return new RawHttp2Client(socket);
  }

  /** Speaks over a connection that is there, such as one of TLS, and sends nothing yet. */
  public static RawHttp2Client over(Socket socket) throws IOException {
    return new RawHttp2Client(socket);
  }

  /** Connects, sends the preface and empty SETTINGS, and reads the server's SETTINGS. */
  public static RawHttp2Client connect(InetSocketAddress server) throws IOException {
    return connect(server, new RawFrame(RawFrame.SETTINGS, 0, 0, new byte[0]));
  }

  /** The same with SETTINGS of its own. */
  public static RawHttp2Client connect(InetSocketAddress server, RawFrame settings)
      throws IOException {
    var client = silent(server);
    try {
      client.sendBytes(PREFACE.getBytes(US_ASCII)).send(settings);
      client.await(frame -> frame.type() == RawFrame.SETTINGS && !frame.has(RawFrame.ACK));
      return client;
    } catch (IOException | AssertionError failed) {
      client.close();
      throw failed;
    }
  }

  /** Does not acknowledge the SETTINGS of the server from now on. */
  public RawHttp2Client withoutAcks() {
    acknowledges = false;
    return this;
  }

  public RawHttp2Client send(RawFrame... frames) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (var frame : frames) {
      bytes.writeBytes(frame.bytes());
      if (frame.type() <= RawFrame.HEADERS && frame.has(RawFrame.END_STREAM)) {
        endedHere.add(frame.stream());
      }
    }
    return sendBytes(bytes.toByteArray());
  }

  public RawHttp2Client sendBytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** The value that the server has set, or the one of the RFC. */
  public long setting(int name, long standard) {
    return settings.getOrDefault(name, standard);
  }

  /** Reads the next frame. */
  public RawFrame read() throws IOException {
    var frame = RawFrame.read(input);
    if (seen.size() < 40) {
      seen.add(frame);
    }
    checkOrder(frame);
    if (frame.type() == RawFrame.HEADERS) {
      decoded.put(frame, decodeWhole(frame));
    }
    if (frame.type() == RawFrame.SETTINGS && !frame.has(RawFrame.ACK)) {
      for (int i = 0; i < frame.payload().length; i += 6) {
        settings.put(frame.number(i) >>> 16, frame.number(i + 2) & 0xffffffffL);
      }
      if (acknowledges) {
        send(new RawFrame(RawFrame.SETTINGS, RawFrame.ACK, 0, new byte[0]));
      }
    }
    return frame;
  }

  /** Fails if a frame comes after the end of its stream, except RST_STREAM with NO_ERROR (8.1). */
  private void checkOrder(RawFrame frame) {
    int stream = frame.stream();
    boolean ofStream = frame.type() <= RawFrame.HEADERS || frame.type() == RawFrame.RST_STREAM;
    boolean abort =
        frame.type() == RawFrame.RST_STREAM
            && (!endedHere.contains(stream) || frame.number(0) == 0);
    if (ofStream && endedThere.contains(stream) && !abort) {
      throw new AssertionError(frame + " after the end of its stream: " + seen);
    }
    if (ofStream && (frame.type() == RawFrame.RST_STREAM || frame.has(RawFrame.END_STREAM))) {
      endedThere.add(stream);
    }
  }

  /** Reads up to a frame that fits. */
  public RawFrame await(Predicate<RawFrame> wanted) throws IOException {
    while (true) {
      RawFrame frame;
      try {
        frame = read();
      } catch (IOException e) {
        throw new AssertionError(e + " after " + seen, e);
      }
      if (wanted.test(frame)) {
        return frame;
      }
    }
  }

  /** Fails unless the server ends the connection with one of these errors, and closes it. */
  public RawFrame expectGoAway(Http2Error... codes) throws IOException {
    var goAway = await(frame -> frame.type() == RawFrame.GOAWAY && frame.number(4) != 0);
    check(goAway, goAway.number(4), codes);
    expectEnd();
    return goAway;
  }

  /** Fails unless the server closes the connection, after whatever it says. */
  public void expectEnd() throws IOException {
    try {
      while (true) {
        read();
      }
    } catch (EOFException | SocketException end) {
      // As it should be: a FIN, or a reset since bytes of ours were not read.
    }
  }

  /** Fails unless the server closes the connection, whatever bytes it sends before. */
  public void expectClosed() throws IOException {
    try {
      while (input.read() >= 0) {
        // An answer in another protocol, perhaps.
      }
    } catch (SocketException end) {
      // A reset, since bytes of ours were not read.
    }
  }

  /** From now on the fields of responses must not use a larger table than the client has set. */
  public void expectSmallTable(int size) throws Http2Exception {
    decoder.maxHeaderTableSize(size);
  }

  /** Fails unless the server resets this stream with one of these errors. */
  public RawFrame expectReset(int stream, Http2Error... codes) throws IOException {
    var reset =
        await(frame ->
            (frame.type() == RawFrame.GOAWAY && frame.number(4) != 0)
                || (frame.type() == RawFrame.RST_STREAM && frame.stream() == stream));
    if (reset.type() == RawFrame.GOAWAY) {
      throw new AssertionError("the connection was ended: " + seen);
    }
    check(reset, reset.number(0), codes);
    return reset;
  }

  /** Fails unless the server resets this stream, or answers that the request is wrong. */
  public void expectRefusal(int stream) throws IOException {
    var end =
        await(frame ->
            (frame.type() == RawFrame.GOAWAY && frame.number(4) != 0)
                || ((frame.type() == RawFrame.RST_STREAM || frame.type() == RawFrame.HEADERS)
                    && frame.stream() == stream));
    boolean refused =
        (end.type() == RawFrame.RST_STREAM && end.number(0) == Http2Error.PROTOCOL_ERROR.code())
            || (end.type() == RawFrame.HEADERS && decode(end).status().charAt(0) == '4');
    if (!refused) {
      throw new AssertionError("not refused: " + seen);
    }
  }

  /** Fails unless the server says that this stream is closed, or ends the connection for it. */
  public void expectClosedStream(int stream) throws IOException {
    endedThere.remove(stream); // It is asked for again, which may be answered.
    var end =
        await(frame ->
            (frame.type() == RawFrame.GOAWAY && frame.number(4) != 0)
                || (frame.type() <= RawFrame.RST_STREAM && frame.stream() == stream));
    switch (end.type()) {
      case RawFrame.GOAWAY ->
          check(end, end.number(4), Http2Error.PROTOCOL_ERROR, Http2Error.STREAM_CLOSED);
      case RawFrame.RST_STREAM -> check(end, end.number(0), Http2Error.STREAM_CLOSED);
      default -> throw new AssertionError("served: " + seen);
    }
  }

  private void check(RawFrame frame, int code, Http2Error... codes) {
    if (!EnumSet.copyOf(List.of(codes)).contains(Http2Error.valueOf(code))) {
      throw new AssertionError(frame + " is not of " + List.of(codes) + ": " + seen);
    }
  }

  /** Reads the whole response of a stream; its windows have room for it. */
  public Received expectResponse(int stream) throws IOException {
    var body = new StringBuilder();
    Http2Headers head = null;
    while (true) {
      var frame =
          await(one ->
              one.stream() == stream
                  || (one.type() == RawFrame.GOAWAY && one.number(4) != 0)
                  || one.type() == RawFrame.HEADERS);
      if (frame.type() == RawFrame.HEADERS) {
        var fields = decode(frame);
        boolean ends = frame.has(RawFrame.END_STREAM);
        if (head != null || ends) {
          var first = head == null ? fields : head;
          return new Received(first.status().toString(), fields, body.toString(), head != null);
        }
        head = fields.status().charAt(0) == '1' ? null : fields;
      } else if (frame.type() == RawFrame.DATA) {
        body.append(new String(frame.payload(), ISO_8859_1));
        if (frame.has(RawFrame.END_STREAM)) {
          return new Received(head.status().toString(), head, body.toString(), false);
        }
      } else if (frame.type() != RawFrame.WINDOW_UPDATE) {
        throw new AssertionError("no response: " + seen);
      }
    }
  }

  /** The fields of HEADERS that were read. */
  public Http2Headers decode(RawFrame headers) {
    return Objects.requireNonNull(decoded.get(headers));
  }

  private Http2Headers decodeWhole(RawFrame headers) {
    if (!headers.has(RawFrame.END_HEADERS)) {
      throw new AssertionError("the block goes on: " + headers);
    }
    try {
      return decoder.decodeHeaders(headers.stream(), Unpooled.wrappedBuffer(headers.payload()));
    } catch (Http2Exception e) {
      throw new AssertionError("the block is invalid: " + headers, e);
    }
  }

  /** Fails unless the connection is alive: a PING comes back, and no error before it. */
  public RawHttp2Client expectAlive() throws IOException {
    send(RawFrame.ping(0, 0x616c697665L));
    var frame =
        await(one ->
            (one.type() == RawFrame.PING && one.has(RawFrame.ACK))
                || (one.type() == RawFrame.GOAWAY && one.number(4) != 0));
    if (frame.type() == RawFrame.GOAWAY) {
      throw new AssertionError("the connection was ended: " + seen);
    }
    return this;
  }

  /** Fails if a frame for this stream was read. */
  public void expectNothingFor(int stream) {
    if (seen.stream().anyMatch(frame -> frame.stream() == stream)) {
      throw new AssertionError("something for stream " + stream + ": " + seen);
    }
  }

  /** The address of this end, as the log of the server has it. */
  public InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** What was read, for messages: the first frames. */
  public List<RawFrame> seen() {
    return seen;
  }

  /** Sends a FIN and goes on reading. */
  public void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
