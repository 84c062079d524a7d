package httpd.server.request;

import httpd.http.AddressText;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** A client as messages of the log name it. */
public final class ClientText {

  /** The system forgets the address of a connection that is reset. */
  private static final String UNKNOWN = "a client that has gone";

  private ClientText() {}

  /** The address at the other end of a connection. */
  public static String address(Channel connection) {
    return connection.remoteAddress() instanceof InetSocketAddress client
        ? AddressText.of(client.getAddress())
        : UNKNOWN;
  }

  /** The address with its port, for a message about one connection. */
  public static String withPort(Channel connection) {
    return connection.remoteAddress() instanceof InetSocketAddress client
        ? AddressText.withPort(client)
        : UNKNOWN;
  }

  /** What happens to a client that reaches a limit. */
  public static String answered(int status, Channel connection) {
    return "answered " + status + " to " + address(connection);
  }
}
