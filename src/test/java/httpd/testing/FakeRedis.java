package httpd.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Answers as a test says, to each command of each connection: what no real Redis would. */
public final class FakeRedis implements AutoCloseable {

  /** Gives the bytes of an answer to a command; null closes the connection. */
  public interface Script {
    @Nullable String answer(List<String> command);
  }

  private final ServerSocket listener;
  private final Script script;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /** Listens on a free port of the loopback interface. */
  public FakeRedis(Script script) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  /** What a recent master says of itself, and answers that mean nothing to the rest. */
  public static String usual(List<String> command) {
    return usual(command, "7.0.15");
  }

  /** The same for a server of some version. */
  public static String usual(List<String> command, String version) {
    return switch (command.getFirst().toUpperCase(Locale.ROOT)) {
      case "INFO" -> bulk("redis_version:" + version + "\r\nrole:master\r\naof_enabled:1\r\n");
      case "PING" -> "+PONG\r\n";
      default -> "+OK\r\n";
    };
  }

  public static String bulk(String text) {
    return "$" + text.length() + "\r\n" + text + "\r\n";
  }

  public String address(String key) {
    return "redis://127.0.0.1:" + listener.getLocalPort() + "/" + key;
  }

  private void accept() {
    try {
      while (true) {
        var socket = listener.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // By the test.
    }
  }

  private void serve(Socket socket) {
    try (socket;
        var in = new BufferedInputStream(socket.getInputStream())) {
      for (var command = read(in); command != null; command = read(in)) {
        var answer = script.answer(command);
        if (answer == null) {
          return;
        }
        socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
      }
    } catch (IOException gone) {
      // The client, or the test, has closed it.
    } finally {
      sockets.remove(socket);
    }
  }

  private static @Nullable List<String> read(InputStream in) throws IOException {
    var head = line(in);
    if (head == null) {
      return null;
    }
    var words = new ArrayList<String>();
    for (int i = Integer.parseInt(head.substring(1)); i > 0; i--) {
      int length = Integer.parseInt(line(in).substring(1));
      words.add(new String(in.readNBytes(length), ISO_8859_1));
      in.readNBytes(2);
    }
    return words;
  }

  private static @Nullable String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return null;
      }
      line.append((char) c);
    }
    return line.substring(0, line.length() - 1);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (var socket : sockets) {
      socket.close();
    }
  }
}
