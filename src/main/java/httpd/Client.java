package httpd;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The connection of a request, as far as a handler may know it. Safe for all threads. */
public interface Client {

  /** The client of a request without a connection, as in a test. */
  Client NONE = new Client() { // A lambda would be made when the first request comes.
        @Override
        public InetSocketAddress remoteAddress() {
          return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        }
      };

  /** Returns the address and port of the client. */
  InetSocketAddress remoteAddress();

  /** Returns the address and port on which the connection was accepted. */
  default InetSocketAddress localAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
  }

  /** Returns whether the client has come by TLS, so that its URL begins with {@code https}. */
  default boolean isSecure() {
    return false;
  }

  /**
   * Returns the name in the certificate by which the client has proved who it is, as {@code
   * CN=alice,O=example} (RFC 2253); null without one.
   */
  default @Nullable String certificateSubject() {
    return null;
  }

  /** Returns the version of the request, as {@code HTTP/1.0}. */
  default String protocol() {
    return "HTTP/1.1";
  }

  /**
   * Announces, before the response has begun, that it will be a stream: the end of what the client
   * sends then counts as its disconnecting.
   */
  default void answerWillStream() {}

  /**
   * Sends fields before the response, as {@code Link} of what it will need (103 Early Hints, RFC
   * 8297), unless the client speaks HTTP/1.0, does not read, or has part of the response already.
   */
  default void earlyHints(Headers fields) {}

  /**
   * Has a task run once when the server begins to stop, or at once if it has begun, unless the
   * handler has returned by then. A handler that waits can answer before the stop cuts it. The task
   * runs on the event loop: it must be short and must not wait.
   */
  default void whenStopping(Runnable task) {}

  /** Returns whether the client asks for another protocol (RFC 9110, section 7.8). */
  default boolean mayUpgrade() {
    return false;
  }

  /**
   * Reserves a tunnel before an upstream is asked for another protocol. The server releases it when
   * the tunnel has ended, or the response is not a 101.
   *
   * @return false at the limit of tunnels
   */
  default boolean takeTunnel() {
    return true;
  }

  /**
   * Returns the event loop of the connection, which writes the response: a source that runs there
   * needs no other thread to wake it.
   */
  default Executor eventLoop() {
    return Runnable::run;
  }

  /** Returns whether the caller is on that event loop, and so must not block. */
  default boolean isOnEventLoop() {
    return false;
  }
}
