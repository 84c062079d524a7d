package httpd.command;

import static httpd.testing.RawFrame.END_STREAM;
import static httpd.testing.RawFrame.data;
import static httpd.testing.RawFrame.headers;
import static httpd.testing.RawFrame.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.testing.FieldBlock;
import httpd.testing.RawFrame;
import httpd.testing.RawHttp2Client;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A client that is to be served whatever others do: it says lines, one request each, and reads them
 * on a stream of the same connection.
 */
final class HonestHttp2Client implements AutoCloseable {

  private static final int LINES = 1;

  private final RawHttp2Client client;
  private int stream = LINES;
  private int said;

  HonestHttp2Client(InetSocketAddress server) throws IOException {
    client = RawHttp2Client.connect(server);
    client.send(request(LINES, FieldBlock.get("/lines")));
    client.await(frame -> frame.type() == RawFrame.HEADERS && frame.stream() == LINES);
  }

  /** Says a line, and fails unless the request is answered and the line comes. */
  void round() throws IOException {
    stream += 2;
    var line = "line " + said++;
    client.send(headers(stream, 0, FieldBlock.post("/say")), data(stream, END_STREAM, line));
    boolean answered = false;
    boolean came = false;
    while (!answered || !came) {
      var frame = client.await(one -> one.stream() != 0 || one.type() == RawFrame.GOAWAY);
      if (frame.stream() == LINES && frame.type() == RawFrame.DATA) {
        assertEquals(line + "\n", new String(frame.payload(), UTF_8));
        came = true;
      } else if (frame.type() == RawFrame.HEADERS) {
        assertEquals("204", client.decode(frame).status().toString());
        answered = true;
      }
    }
    client.send(RawFrame.windowUpdate(0, line.length() + 1L));
    client.send(RawFrame.windowUpdate(LINES, line.length() + 1L));
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
