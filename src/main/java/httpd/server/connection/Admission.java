package httpd.server.connection;

import httpd.http.UnixPeer;
import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import httpd.net.ClientAddress;
import httpd.server.request.ClientText;
import io.netty.channel.Channel;
import java.net.InetAddress;

/**
 * Decides which accepted connections are served. When the server has as many as it may have, it
 * closes the connection of the same event loop that has been idle longest. Safe for all threads.
 */
public final class Admission {

  private final Limit connections;
  private final Limit perAddress;
  private final AddressCounts addresses = new AddressCounts();

  public Admission(Limits limits) {
    connections = limits.of(Bound.CONNECTIONS);
    perAddress = limits.of(Bound.CONNECTIONS_PER_ADDRESS);
  }

  /**
   * Counts a connection until it is closed, unless it is refused.
   *
   * @param neighbours the connections of its event loop
   * @return whether it is served
   */
  public boolean admit(Channel connection, LoopConnections neighbours) {
    var remote = ClientAddress.of(connection);
    if (remote == null) {
      return false; // The client has disconnected.
    }
    var address = remote.getAddress();
    if (!addAddress(address)) {
      perAddress.reached(() -> refused(address));
      return false;
    }
    boolean taken = false;
    boolean admitted = false;
    try {
      makeRoom(neighbours);
      taken = connections.take(() -> refused(address));
      if (taken) {
        connection.closeFuture().addListener(closed -> leave(address));
        admitted = true;
      }
    } finally { // Also without memory: what is not admitted is not counted.
      if (!admitted) {
        connections.release(taken ? 1 : 0);
        removeAddress(address);
      }
    }
    return admitted;
  }

  /** Clients of a unix-domain socket are not counted: all of them are those of one proxy. */
  private boolean addAddress(InetAddress address) {
    return UnixPeer.is(address) || addresses.add(address, perAddress.most());
  }

  private void removeAddress(InetAddress address) {
    if (!UnixPeer.is(address)) {
      addresses.remove(address);
    }
  }

  private void makeRoom(LoopConnections neighbours) {
    if (!connections.isFull()) {
      return;
    }
    var longest = neighbours.takeLongestIdle();
    if (longest != null) {
      var client = ClientText.address(longest); // Before it is closed.
      connections.reached(() -> "closed the connection that was idle longest, of " + client);
      longest.close();
    }
  }

  private static String refused(InetAddress address) {
    return "refused " + UnixPeer.orAddress(address);
  }

  private void leave(InetAddress address) {
    connections.release(1);
    removeAddress(address);
  }
}
