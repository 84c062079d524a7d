package httpd.recording;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One connection of a client that reads an event stream in chunks, as bytes come. */
final class EventTab implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;

  /** What a stream gives: an event with data, or an event without; null for the end. */
  record Event(String id, String data) {}

  private final Socket socket = new Socket();
  private final InputStream input;
  private final Map<String, String> headers = new HashMap<>();
  private final int status;
  private int leftInChunk;

  /** Sends a request and reads the head of the answer. */
  EventTab(InetSocketAddress server, String request, String body) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(server, PATIENCE_MILLIS);
    input = new BufferedInputStream(socket.getInputStream());
    var length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
    var head =
        request + "Host: localhost\r\nAccept: text/event-stream\r\n" + length + "\r\n" + body;
    socket.getOutputStream().write(head.getBytes(ISO_8859_1));
    status = Integer.parseInt(line().split(" ")[1]);
    for (var line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(": ");
      headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
  }

  static EventTab get(InetSocketAddress server, String target, String lastEventId)
      throws IOException {
    var last = lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
    return new EventTab(server, "GET " + target + " HTTP/1.1\r\n" + last, "");
  }

  static EventTab post(InetSocketAddress server, String target, String body) throws IOException {
    return new EventTab(server, "POST " + target + " HTTP/1.1\r\n", body);
  }

  int status() {
    return status;
  }

  String header(String name) {
    return headers.get(name);
  }

  /** The next event; null at the end; an exception if the stream is cut. */
  Event next() throws IOException {
    String id = "";
    var data = new StringBuilder();
    for (var line = contentLine(); line != null; line = contentLine()) {
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("data: ")) {
        data.append(line.substring(6));
      } else if (line.isEmpty()) {
        return new Event(id, data.toString());
      }
    }
    return null;
  }

  private String contentLine() throws IOException {
    var line = new StringBuilder();
    for (int next = content(); next != '\n'; next = content()) {
      if (next < 0) {
        return null;
      }
      line.append((char) next);
    }
    return new String(line.toString().getBytes(ISO_8859_1), UTF_8);
  }

  private int content() throws IOException {
    if (leftInChunk == 0) {
      leftInChunk = Integer.parseInt(line(), 16);
      if (leftInChunk == 0) {
        return -1;
      }
    }
    int next = read();
    if (--leftInChunk == 0) {
      line();
    }
    return next;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = read(); next != '\n'; next = read()) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  private int read() throws IOException {
    int next = input.read();
    if (next < 0) {
      throw new EOFException("the stream was cut");
    }
    return next;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
