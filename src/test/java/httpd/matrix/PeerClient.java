package httpd.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of others that reads one stream, and says on its output and by its exit what it saw.
 */
final class PeerClient implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 20;

  /** Prints the first line, and after a line of input how the rest ended. */
  private static final String PYTHON =
      """
      import http.client, ssl, sys, zlib
      port, tls, path, coding = sys.argv[1:]
      if tls == "true":
          context = ssl._create_unverified_context()
          connection = http.client.HTTPSConnection("127.0.0.1", int(port), context=context)
      else:
          connection = http.client.HTTPConnection("127.0.0.1", int(port))
      connection.request("GET", path, headers={"Accept-Encoding": coding})
      response = connection.getresponse()
      is_gzip = response.getheader("Content-Encoding") == "gzip"
      decoder = zlib.decompressobj(31) if is_gzip else None
      text = b""
      while b"\\n" not in text:
          piece = response.read1(65536)
          text += decoder.decompress(piece) if is_gzip else piece
      print(text.split(b"\\n")[0].decode(), flush=True)
      sys.stdin.readline()
      try:
          response.read()
          print("end")
      except Exception as e:
          print(type(e).__name__)
      """;

  private final Process process;
  private final BufferedReader out;
  private final boolean isCurl;

  private PeerClient(List<String> command, boolean isCurl) throws IOException {
    this.isCurl = isCurl;
    process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  static PeerClient curl(
      MatrixTransport transport, InetSocketAddress server, String path, MatrixCoding coding)
      throws IOException {
    var command = new ArrayList<>(transport.curl());
    command.addAll(List.of("--compressed", "-H", "Accept-Encoding: " + coding));
    command.add(
        "%s://127.0.0.1:%s%s"
            .formatted(transport.isTls ? "https" : "http", server.getPort(), path));
    return new PeerClient(command, true);
  }

  static PeerClient python(
      MatrixTransport transport, InetSocketAddress server, String path, MatrixCoding coding)
      throws IOException {
    return new PeerClient(
        List.of(
            "python3",
            "-c",
            PYTHON,
            "" + server.getPort(),
            "" + transport.isTls,
            path,
            "" + coding),
        false);
  }

  String name() {
    return isCurl ? "curl" : "Python";
  }

  /** The first line that came. */
  String readLine() throws IOException {
    return out.readLine();
  }

  /** Reads on; {@link MatrixStream#CLEAN}, an exit status of curl, or an exception of Python. */
  String readEnd() throws Exception {
    if (!isCurl) {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    }
    var last = "";
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      last = line;
    }
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError(name() + " does not end");
    }
    return isCurl ? exit() : last;
  }

  private String exit() {
    int status = process.exitValue();
    return status == 0 ? MatrixStream.CLEAN : "" + status;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.getInputStream().close();
    process.getOutputStream().close();
  }
}
