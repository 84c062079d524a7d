package httpd.server.request;

import httpd.http.AddressText;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** The client of a connection in messages of the log. */
public final class ClientText {

  /** The system forgets the address of a connection that is reset. */
  private static final String UNKNOWN = "a client that has gone";

  private ClientText() {}

  public static String address(Channel connection) {
    return connection.remoteAddress() instanceof InetSocketAddress client
        ? AddressText.of(client.getAddress())
        : UNKNOWN;
  }

  public static String withPort(Channel connection) {
    return connection.remoteAddress() instanceof InetSocketAddress client
        ? AddressText.withPort(client)
        : UNKNOWN;
  }

  /** Returns what happens to a client that reaches a limit. */
  public static String answered(int status, Channel connection) {
    return "answered " + status + " to " + address(connection);
  }
}
