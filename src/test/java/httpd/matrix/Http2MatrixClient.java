package httpd.matrix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLSocket;

/** One HTTP/2 connection (RFC 9113) with one stream at a time, frame by frame. */
final class Http2MatrixClient implements MatrixClient {

  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1);
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int WINDOW_UPDATE = 8;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int CANCEL = 8;

  private final Socket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
  private final String scheme;
  private int newest = -1;

  private record Frame(int type, int flags, int stream, ByteBuffer payload) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }
  }

  Http2MatrixClient(Socket socket) throws IOException {
    this.socket = socket;
    this.scheme = socket instanceof SSLSocket ? "https" : "http";
    this.in = new DataInputStream(socket.getInputStream());
    socket.getOutputStream().write(PREFACE);
    send(SETTINGS, 0, 0, EMPTY);
  }

  @Override
  public MatrixStream open(String path, MatrixCoding coding) throws IOException {
    newest += 2;
    send(HEADERS, END_STREAM | END_HEADERS, newest, ByteBuffer.wrap(requestHead(path, coding)));
    Frame head = next();
    while (head.type != HEADERS) {
      head = next();
    }
    return new Stream(newest, responseHead(head), head.has(END_STREAM));
  }

  private byte[] requestHead(String path, MatrixCoding coding) throws IOException {
    var fields = new DefaultHttp2Headers().method("GET").scheme(scheme).path(path);
    fields.authority("localhost").add("accept-encoding", coding.toString());
    ByteBuf block = Unpooled.buffer();
    try {
      encoder.encodeHeaders(newest, fields, block);
      return ByteBufUtil.getBytes(block);
    } catch (Http2Exception e) {
      throw new IOException(e);
    } finally {
      block.release();
    }
  }

  private Map<String, String> responseHead(Frame frame) throws IOException {
    ByteBuf block = Unpooled.wrappedBuffer(frame.payload);
    try {
      var head = new HashMap<String, String>();
      decoder
          .decodeHeaders(frame.stream, block)
          .forEach(field -> head.put(field.getKey().toString(), field.getValue().toString()));
      return head;
    } catch (Http2Exception e) {
      throw new IOException(e);
    } finally {
      block.release();
    }
  }

  /** The next frame of the newest stream; SETTINGS and PING are answered here. */
  private Frame next() throws IOException {
    while (true) {
      var frame = read();
      switch (frame.type) {
        case SETTINGS, PING -> acknowledge(frame);
        case RST_STREAM -> {
          if (frame.stream == newest) {
            throw new IOException("" + Http2Error.valueOf(frame.payload.getInt()));
          }
        }
        default -> {
          if (frame.stream == newest) {
            return frame;
          }
        }
      }
    }
  }

  private void acknowledge(Frame frame) throws IOException {
    if (!frame.has(ACK)) {
      send(frame.type, ACK, 0, frame.type == PING ? frame.payload : EMPTY);
    }
  }

  private Frame read() throws IOException {
    int lengthAndType = in.readInt();
    int flags = in.readUnsignedByte();
    int stream = in.readInt() & Integer.MAX_VALUE;
    var payload = new byte[lengthAndType >>> 8];
    in.readFully(payload);
    return new Frame(lengthAndType & 0xff, flags, stream, ByteBuffer.wrap(payload));
  }

  private void send(int type, int flags, int stream, ByteBuffer payload) throws IOException {
    int length = payload.remaining();
    var frame = ByteBuffer.allocate(9 + length);
    frame.putInt(length << 8 | type).put((byte) flags).putInt(stream).put(payload);
    socket.getOutputStream().write(frame.array());
  }

  private static ByteBuffer number(int number) {
    return ByteBuffer.allocate(4).putInt(0, number);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** One stream; what is read of it is given back to both windows. */
  private final class Stream extends MatrixStream {

    private final int id;
    private boolean isOver;

    Stream(int id, Map<String, String> head, boolean isOver) {
      super(head);
      this.id = id;
      this.isOver = isOver;
    }

    @Override
    InputStream body() {
      return new InputStream() {
        private ByteBuffer rest = EMPTY;

        @Override
        public int read() throws IOException {
          var one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
          while (!rest.hasRemaining() && !isOver) {
            rest = nextData();
          }
          int read = Math.min(length, rest.remaining());
          rest.get(target, offset, read);
          return read == 0 ? -1 : read;
        }
      };
    }

    private ByteBuffer nextData() throws IOException {
      var frame = next();
      isOver = frame.has(END_STREAM) && (frame.type == DATA || frame.type == HEADERS);
      int length = frame.payload.remaining();
      if (frame.type != DATA || length == 0) {
        return EMPTY;
      }
      giveBack(length);
      return frame.payload;
    }

    /** A server that has closed the connection may have sent more, which says how it ended. */
    private void giveBack(int length) {
      try {
        send(WINDOW_UPDATE, 0, 0, number(length));
        send(WINDOW_UPDATE, 0, id, number(length));
      } catch (IOException closed) {
        // The next read finds it.
      }
    }

    @Override
    public void close() throws IOException {
      if (!isOver) {
        isOver = true;
        send(RST_STREAM, 0, id, number(CANCEL));
      }
    }
  }
}
