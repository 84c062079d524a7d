package httpd.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Headers;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.testing.ScriptedUpstream;

/** The exam, over chunks. */
class UpstreamLinesTest implements LineSourceContract {

  @Override
  public Origin origin() throws Exception {
    return new ChunkedOrigin();
  }

  private static final class ChunkedOrigin implements Origin {
    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final UpstreamClient client = new UpstreamClient();
    private final LineSource source =
        client.open("GET", upstream.uri("/lines"), Headers.EMPTY, null);
    private ScriptedUpstream.Connection connection;

    ChunkedOrigin() throws Exception {}

    @Override
    public LineSource source() {
      return source;
    }

    @Override
    public boolean opened() {
      return upstream.connections() > 0;
    }

    @Override
    public void emit(String line) throws Exception {
      connection().sendChunk((line + "\n").getBytes(UTF_8));
    }

    @Override
    public void end() throws Exception {
      connection().send(ScriptedUpstream.LAST_CHUNK);
    }

    @Override
    public void fail() throws Exception {
      connection().reset();
    }

    @Override
    public boolean released() {
      return upstream.everyClientHasGone();
    }

    @Override
    public void close() throws Exception {
      client.close();
      upstream.close();
    }

    private ScriptedUpstream.Connection connection() throws Exception {
      if (connection == null) {
        connection = upstream.next();
        connection.send(ScriptedUpstream.CHUNKED_HEAD);
      }
      return connection;
    }
  }
}
