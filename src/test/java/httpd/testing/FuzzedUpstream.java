package httpd.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An upstream on loopback that answers each path with bytes that were laid down for it, in pieces
 * of chance. Each connection has a virtual thread.
 */
public final class FuzzedUpstream implements AutoCloseable {

  /** What the upstream does when it has sent its bytes. */
  public enum Then {
    /** Waits for the next request. */
    STAY,
    /** Sends a FIN. */
    FINISH,
    /** Sends an RST. */
    RESET
  }

  /** Gives what is sent to a request, whose head it is given. */
  public interface Script {
    /** The next answer. */
    Answer to(String head);
  }

  /**
   * An answer.
   *
   * @param bytes Latin-1 stands for them
   * @param unasked sent with the last of them
   */
  public record Answer(String bytes, String unasked, Then then, long seed) {}

  private final ServerSocket server = new ServerSocket(0, 200, InetAddress.ofLiteral("127.0.0.1"));
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final Map<Socket, Thread> connections = new ConcurrentHashMap<>();
  private final Thread acceptor =
      Thread.ofPlatform().daemon().name("fuzzed-upstream").start(this::accept);

  public FuzzedUpstream() throws IOException {}

  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** Lays down what is answered to requests for this path. */
  public void answer(String path, Script script) {
    scripts.put(path, script);
  }

  /** Nothing more is asked for this path. */
  public void forget(String path) {
    scripts.remove(path);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        var thread = Thread.ofVirtual().unstarted(() -> serve(socket));
        connections.put(socket, thread);
        thread.start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      while (answerOne(socket)) {
        // The next request comes over the same connection.
      }
    } catch (IOException clientHasGone) {
      // Which is its right.
    } finally {
      connections.remove(socket);
    }
  }

  private boolean answerOne(Socket socket) throws IOException {
    var head = head(socket);
    if (head == null) {
      return false;
    }
    var script = scripts.get(head.split(" ", 3)[1]);
    if (script == null) {
      return false;
    }
    var answer = script.to(head);
    send(socket, answer);
    switch (answer.then) {
      case STAY -> {
        return true;
      }
      case FINISH -> {
        socket.shutdownOutput();
        drain(socket);
      }
      case RESET -> socket.setSoLinger(true, 0);
    }
    return false;
  }

  private static void send(Socket socket, Answer answer) throws IOException {
    byte[] bytes = answer.bytes.getBytes(ISO_8859_1);
    if (answer.unasked.isEmpty()) {
      Fuzz.send(socket.getOutputStream(), bytes, new Random(answer.seed));
    } else {
      socket.getOutputStream().write((answer.bytes + answer.unasked).getBytes(ISO_8859_1));
    }
  }

  private static void drain(Socket socket) throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {
        // What else it sends is not wanted.
      }
    } catch (SocketException reset) {
      // It has gone, too.
    }
  }

  private static String head(Socket socket) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        return null;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws Exception {
    server.close();
    acceptor.join();
    for (var connection : connections.entrySet()) {
      connection.getKey().close();
      connection.getValue().join();
    }
  }
}
