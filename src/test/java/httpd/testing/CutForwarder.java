package httpd.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A way to a server that can be cut: all its connections are reset, and new ones go on. */
public final class CutForwarder implements AutoCloseable {

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile InetSocketAddress server;

  /** Begins to forward. */
  public CutForwarder(InetSocketAddress server) throws IOException {
    this.server = server;
    threads.execute(this::accept);
  }

  /** The port in front of the server's. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Leads new connections to another server; those that are open stay where they are. */
  public void lead(InetSocketAddress to) {
    server = to;
  }

  /** Resets all connections; gives how many ends there were, at least one each. */
  public int cut() {
    int ends = 0;
    for (var socket : Set.copyOf(open)) {
      ends += reset(socket) ? 1 : 0;
    }
    return ends;
  }

  /** Gives whether it was open; the other end may have gone just now. */
  private boolean reset(Socket socket) {
    open.remove(socket);
    try {
      socket.setSoLinger(true, 0);
      socket.close();
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
    threads.close();
  }

  private void accept() {
    try {
      while (true) {
        var client = listener.accept();
        var to = server;
        var upstream = new Socket(to.getAddress(), to.getPort());
        open.add(client);
        open.add(upstream);
        threads.execute(() -> copy(client, upstream));
        threads.execute(() -> copy(upstream, client));
      }
    } catch (IOException closed) {
      assert listener.isClosed() : closed;
    }
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException cut) {
      open.remove(from); // Both ends go when either does.
    }
    open.remove(from);
  }
}
