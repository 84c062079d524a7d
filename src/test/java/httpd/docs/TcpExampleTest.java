package httpd.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Body;
import httpd.Response;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.route.LineTarget;
import httpd.route.TargetKind;
import httpd.testing.TargetJar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The source of {@code examples/tcp} keeps the contract of a line source. */
class TcpExampleTest implements LineSourceContract {

  private static URLClassLoader loader;

  @BeforeAll
  static void load(@TempDir Path directory) throws Exception {
    var jar = TargetJar.ofTheExample(directory);
    loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, TargetKind.class.getClassLoader());
  }

  @AfterAll
  static void unload() throws Exception {
    loader.close();
  }

  @Override
  public Origin origin() throws Exception {
    return new TcpOrigin();
  }

  /** A server that sends what the test says. */
  private static final class TcpOrigin implements Origin {
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final LineSource source;
    private Socket connection;

    TcpOrigin() throws Exception {
      server.setSoTimeout(1);
      var kind =
          ServiceLoader.load(TargetKind.class, loader).stream()
              .map(ServiceLoader.Provider::get)
              .filter(each -> each.name().equals("tcp"))
              .findFirst()
              .orElseThrow();
      var target = (LineTarget) kind.parse("127.0.0.1:" + server.getLocalPort());
      source = ((Body.Lines) Response.lines(target.lines()).body()).source();
    }

    @Override
    public LineSource source() {
      return source;
    }

    @Override
    public boolean opened() {
      try {
        connection = connection == null ? server.accept() : connection;
        return true;
      } catch (IOException nothingYet) {
        return false;
      }
    }

    @Override
    public void emit(String line) throws IOException {
      connection.getOutputStream().write((line + "\n").getBytes(UTF_8));
    }

    @Override
    public void end() throws IOException {
      connection.close();
    }

    @Override
    public void fail() throws IOException {
      connection.setSoLinger(true, 0); // Resets it.
      connection.close();
    }

    @Override
    public boolean released() {
      try {
        return !opened() || connection.isClosed() || connection.getInputStream().read() < 0;
      } catch (IOException reset) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      if (connection != null) {
        connection.close();
      }
      server.close();
    }
  }
}
