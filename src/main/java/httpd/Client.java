package httpd;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

/**
 * The connection that a request came over, as far as a handler may know it. Safe for all threads.
 */
public interface Client {

  /** The client of a request that came over no connection, as a test makes one. */
  Client NONE = () -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** The client's address and port, as the connection has it. */
  InetSocketAddress remoteAddress();

  /** The address and port on which the connection was accepted. */
  default InetSocketAddress localAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
  }

  /** The version of the request, as {@code HTTP/1.0}. */
  default String protocol() {
    return "HTTP/1.1";
  }

  /**
   * Announces that the response will be a stream, before it has begun: from now on the end of what
   * the client sends counts as its disconnecting.
   */
  default void answerWillStream() {}

  /**
   * Whether the client has asked to change to another protocol and can be answered 101 (RFC 9110,
   * section 7.8).
   */
  default boolean mayUpgrade() {
    return false;
  }

  /**
   * Reserves a tunnel for this client, before an upstream is asked to change the protocol. The
   * server releases it when the response is not a 101, or when the tunnel has ended.
   *
   * @return false if the limit of tunnels is reached
   */
  default boolean takeTunnel() {
    return true;
  }

  /**
   * The event loop of the client's connection, which also writes the response: a source that runs
   * there too needs no other thread to wake it.
   */
  default Executor eventLoop() {
    return Runnable::run;
  }
}
