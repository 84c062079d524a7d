package httpd.matrix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One HTTP/1.1 connection. */
final class Http1MatrixClient implements MatrixClient {

  private static final String CLOSED = "closed";

  private final Socket socket;
  private final InputStream in;

  Http1MatrixClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  @Override
  public MatrixStream open(String path, MatrixCoding coding) throws IOException {
    var request =
        "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: %s\r\n\r\n".formatted(path, coding);
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    var head = readHead();
    return new MatrixStream(head) {
      @Override
      InputStream body() {
        return field("transfer-encoding").equals("chunked")
            ? new FramedBody(-1)
            : new FramedBody(Long.parseLong(field("content-length")));
      }

      @Override
      public void close() throws IOException {
        Http1MatrixClient.this.close();
      }
    };
  }

  private Map<String, String> readHead() throws IOException {
    var head = new HashMap<String, String>();
    head.put(":status", readLine().split(" ", 3)[1]);
    for (var line = readLine(); !line.isEmpty(); line = readLine()) {
      var field = line.split(": *", 2);
      head.put(field[0].toLowerCase(Locale.ROOT), field[1]);
    }
    return head;
  }

  private String readLine() throws IOException {
    var line = new StringBuilder();
    for (int next = readByte(); next != '\n'; next = readByte()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }

  private int readByte() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException(CLOSED);
    }
    return next;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** A body of chunks, or of a known length. */
  private final class FramedBody extends InputStream {

    private final boolean isChunked;
    private long left;
    private boolean isOver;

    /** A negative length is that of a body in chunks. */
    FramedBody(long length) {
      isChunked = length < 0;
      left = Math.max(0, length);
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0 && isChunked && !isOver) {
        left = Long.parseLong(readLine(), 16);
        isOver = left == 0;
        if (isOver) {
          readLine();
        }
      }
      if (left == 0) {
        return -1;
      }
      int read = in.read(target, offset, (int) Math.min(length, left));
      if (read < 0) {
        throw new EOFException(CLOSED);
      }
      left -= read;
      if (left == 0 && isChunked) {
        readLine();
      }
      return read;
    }
  }
}
