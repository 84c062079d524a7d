package httpd.server.answer;

import httpd.CloseReason;
import httpd.Headers;
import httpd.net.ReadControl;
import httpd.server.request.RequestTraits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import java.util.function.Consumer;

/**
 * What carries an {@link Exchange}: an HTTP/1.1 connection, or one stream of an HTTP/2 connection.
 * It alone knows the input, the stop and keep-alive. All methods on its event loop.
 */
public interface Connection {

  /**
   * Returns the facts for one answer.
   *
   * @param traits of the request
   * @param keepAlive whether the exchange allows another one after it
   * @param knownLength whether the length of the body is known
   */
  Delivery delivery(RequestTraits traits, boolean keepAlive, boolean knownLength);

  /** Writes a 103 (RFC 8297). */
  void writeEarlyHints(Headers fields);

  /** Writes a 500 when there is no memory left to write another answer. */
  ChannelFuture writeOutOfMemory();

  /**
   * Whether there is memory for a body of so many bytes, which the client may leave unread for some
   * time; it is released with the exchange.
   */
  default boolean holds(long bytes) {
    return true;
  }

  boolean inputHasEnded();

  boolean isStopping();

  /** Returns why the connection is closed, when it is not the exchange that closes it. */
  CloseReason whyGone();

  /** A lazy answer begins: from now on the end of the input means that the client has left. */
  void lazyAnswerBegins();

  /** Hands the connection to a tunnel; neither exchange nor handler has more to do with it. */
  void switchTo(ClientTunnel tunnel);

  /**
   * Hands on what the client sends from now on, undecoded, first what is held already.
   *
   * @return what pauses it
   */
  ReadControl takeInput(Consumer<ByteBuf> input);

  /** The answer is about to be cut: the channel is closed next. */
  default void cuts(CloseReason reason) {}

  /** The exchange is about to be ended by an administrator. */
  void stops();

  /** The response is written; the request may still be arriving. */
  void exchangeDone(boolean keepAlive);

  /** Closes the connection, also when there is no memory for the usual way. */
  void end();
}
