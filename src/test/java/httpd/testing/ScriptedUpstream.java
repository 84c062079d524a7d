package httpd.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server on loopback that says, byte by byte, what its test says, and nothing of its own: an
 * upstream that can misbehave. Text stands for Latin-1 bytes.
 */
public final class ScriptedUpstream implements AutoCloseable {

  /** The head of a response in chunks. */
  public static final String CHUNKED_HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  /** The chunk that ends a response, with the empty trailer. */
  public static final String LAST_CHUNK = "0\r\n\r\n";

  private static final int LIMIT_MILLIS = 30_000;

  private final ServerSocket server;
  private final List<Connection> accepted = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Connection> waiting = new LinkedBlockingQueue<>();
  private final Thread acceptor =
      Thread.ofPlatform().daemon().name("scripted-upstream").unstarted(this::accept);

  /** Listens on 127.0.0.1, port 0. */
  public ScriptedUpstream() throws IOException {
    this(InetAddress.ofLiteral("127.0.0.1"));
  }

  /** Listens on an address of this machine, port 0. */
  public ScriptedUpstream(InetAddress address) throws IOException {
    server = new ServerSocket(0, 50, address);
    acceptor.start();
  }

  /** The port it got. */
  public int port() {
    return server.getLocalPort();
  }

  /** The URL of a path, with the address as host. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  /** How many connections came so far. */
  public int connections() {
    return accepted.size();
  }

  /** All connections so far, in order. */
  public List<Connection> accepted() {
    return List.copyOf(accepted);
  }

  /** The next connection, which has sent the head of its request. */
  public Connection next() throws IOException, InterruptedException {
    var connection = waiting.poll(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    if (connection == null) {
      throw new AssertionError("nobody connected");
    }
    connection.readHead();
    return connection;
  }

  /** Whether every client that came has gone. */
  public boolean everyClientHasGone() {
    return accepted.stream().allMatch(Connection::clientHasGone);
  }

  @Override
  public void close() throws Exception {
    server.close();
    acceptor.join();
    for (var connection : accepted) {
      connection.close();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var connection = new Connection(server.accept());
        accepted.add(connection);
        waiting.add(connection);
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** One client and what it has sent. */
  public static final class Connection implements AutoCloseable {

    private final Socket socket;
    private String head = "";
    private boolean clientHasGone;

    private Connection(Socket socket) throws IOException {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(LIMIT_MILLIS);
    }

    /** The head of the request, with the empty line. */
    public String head() {
      return head;
    }

    /** Whether the head of another request comes on this connection, within a moment. */
    public boolean readsRequest() throws IOException {
      socket.setSoTimeout(500);
      try {
        readHead();
        return true;
      } catch (SocketTimeoutException none) {
        return false;
      } finally {
        socket.setSoTimeout(LIMIT_MILLIS);
      }
    }

    /** The next bytes of the request's body. */
    public String body(int length) throws IOException {
      return new String(socket.getInputStream().readNBytes(length), ISO_8859_1);
    }

    /** From now on the system may hold back what is sent (RFC 9293, section 3.7.4). */
    public void useNagle() throws IOException {
      socket.setTcpNoDelay(false);
    }

    /** Sends these bytes, at once. */
    public void send(String bytes) throws IOException {
      send(bytes.getBytes(ISO_8859_1));
    }

    /** Sends these bytes, at once; waits while the client takes none. */
    public void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    /** Sends these bytes as one chunk. */
    public void sendChunk(byte[] data) throws IOException {
      send(Integer.toHexString(data.length) + "\r\n");
      send(data);
      send("\r\n");
    }

    /** Sends a FIN and goes on listening. */
    public void finish() throws IOException {
      socket.shutdownOutput();
    }

    /** Sends an RST. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Reads to the end and tells how it came: {@code FIN} or {@code RESET}. */
    public String readEnd() throws IOException {
      try {
        while (socket.getInputStream().read() >= 0) {
          // What is left does not matter here.
        }
        return "FIN";
      } catch (SocketException reset) {
        return "RESET";
      }
    }

    /** Reads what is there; the number of bytes, or -1 at the end. */
    public int readSome(byte[] target) throws IOException {
      return socket.getInputStream().read(target);
    }

    /** Whether the client has closed its side, in whatever way; true after our own reset. */
    public synchronized boolean clientHasGone() {
      if (!clientHasGone && !socket.isClosed()) {
        clientHasGone = readsEnd();
      }
      return clientHasGone || socket.isClosed();
    }

    private boolean readsEnd() {
      try {
        socket.setSoTimeout(1);
        InputStream in = socket.getInputStream();
        int read = in.read();
        while (read >= 0) {
          read = in.read();
        }
        return true;
      } catch (SocketTimeoutException stillThere) {
        return false;
      } catch (SocketException reset) {
        return true;
      } catch (IOException e) {
        throw new AssertionError("cannot see whether the client has gone", e);
      }
    }

    private void readHead() throws IOException {
      var bytes = new StringBuilder();
      while (bytes.indexOf("\r\n\r\n") < 0) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          throw new AssertionError("the client left after " + bytes);
        }
        bytes.append((char) next);
      }
      head = bytes.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
