package httpd.server.request;

import httpd.http.AddressText;
import httpd.http.UnixPeer;
import httpd.net.ClientAddress;
import io.netty.channel.Channel;

/** The client of a connection in messages of the log. */
public final class ClientText {

  /** The system forgets the address of a connection that is reset. */
  private static final String UNKNOWN = "a client that has gone";

  private ClientText() {}

  public static String address(Channel connection) {
    var client = ClientAddress.of(connection);
    return client == null ? UNKNOWN : UnixPeer.orAddress(client.getAddress());
  }

  public static String withPort(Channel connection) {
    var client = ClientAddress.of(connection);
    if (client == null) {
      return UNKNOWN;
    }
    return UnixPeer.is(client.getAddress()) ? UnixPeer.TEXT : AddressText.withPort(client);
  }

  /** Returns what happens to a client that reaches a limit. */
  public static String answered(int status, Channel connection) {
    return "answered " + status + " to " + address(connection);
  }
}
