package httpd.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Sends requests over one connection and reads the responses, as simply as can be. */
final class KeptConnection implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;

  /** A response whose body has a length. */
  record Answer(int status, Map<String, String> headers, String body) {}

  private final Socket socket = new Socket();
  private final InputStream input;

  KeptConnection(InetSocketAddress server) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(server);
    input = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends a request; header lines end with CR LF. */
  void send(String method, String target, String headers, String body) throws IOException {
    var request =
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: test\r\nContent-Length: "
            + body.length()
            + "\r\n"
            + headers
            + "\r\n"
            + body;
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
  }

  Answer ask(String method, String target, String headers, String body) throws IOException {
    send(method, target, headers, body);
    int status = Integer.parseInt(line().split(" ")[1]);
    var fields = new HashMap<String, String>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      fields.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    if ("chunked".equals(fields.get("transfer-encoding"))) {
      return new Answer(status, fields, chunks());
    }
    return new Answer(
        status, fields, bytes(Integer.parseInt(fields.getOrDefault("content-length", "0"))));
  }

  private String chunks() throws IOException {
    var body = new StringBuilder();
    while (true) {
      int length = Integer.parseInt(line(), 16);
      if (length == 0) {
        line();
        return body.toString();
      }
      body.append(bytes(length));
      line();
    }
  }

  private String bytes(int length) throws IOException {
    byte[] bytes = input.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("after " + bytes.length + " of " + length + " bytes");
    }
    return new String(bytes, ISO_8859_1);
  }

  /** The next line of the response, without its end. */
  String line() throws IOException {
    var line = new StringBuilder();
    for (int next = input.read(); next != '\n'; next = input.read()) {
      if (next < 0) {
        throw new EOFException("after \"" + line + "\"");
      }
      line.append((char) next);
    }
    int end = line.length() - 1;
    return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
