package httpd.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real {@code redis-server} on a free port of the loopback interface, without persistence. */
public final class RedisServer implements AutoCloseable {

  private static final String PROGRAM = "redis-server";
  private static final int ATTEMPTS = 5;

  private final int port;
  private final Path directory;
  private final List<String> options;
  private Process process;

  private RedisServer(int port, Path directory, List<String> options, Process process) {
    this.port = port;
    this.directory = directory;
    this.options = options;
    this.process = process;
  }

  /** Starts one with options of its own, and waits until it accepts connections. */
  public static RedisServer start(Path directory, String... options) throws IOException {
    for (int i = 1; ; i++) {
      int port = freePort();
      try {
        return new RedisServer(
            port, directory, List.of(options), launch(port, directory, List.of(options)));
      } catch (IOException e) {
        if (i == ATTEMPTS) { // Another process may have taken the port.
          throw e;
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Process launch(int port, Path directory, List<String> options) throws IOException {
    var command = new ArrayList<String>();
    command.add(PROGRAM);
    command.addAll(
        List.of("--port", "" + port, "--bind", "127.0.0.1", "--dir", directory.toString()));
    command.addAll(List.of("--save", "", "--daemonize", "no"));
    command.addAll(options);
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var output = new StringBuilder();
    var reader = process.inputReader();
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      output.append(line).append('\n');
      if (line.contains("eady to accept connections")) {
        drain(reader);
        return process;
      }
    }
    throw new IOException("redis-server did not start: " + output);
  }

  private static void drain(BufferedReader reader) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (reader) {
            while (reader.readLine() != null) {}
          } catch (IOException ended) {
            // With the process.
          }
        });
  }

  public int port() {
    return port;
  }

  /** Where it listens. */
  public InetSocketAddress socket() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** The address of a key there. */
  public String address(String key) {
    return "redis://127.0.0.1:" + port + "/" + key;
  }

  /** Sends one command, as a client without a library; returns all that is answered. */
  public String command(String... words) throws IOException {
    return send(array(words));
  }

  /** The same after the password. */
  public String commandAs(String password, String... words) throws IOException {
    return send(array("AUTH", password) + array(words));
  }

  private static String array(String... words) {
    var text = new StringBuilder("*" + words.length + "\r\n");
    for (var word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString();
  }

  private String send(String commands) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(commands.getBytes(UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  /** Ends it as the kernel would without memory. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again, on the same port. */
  public void restart() throws IOException {
    process = launch(port, directory, options);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
