package httpd.line;

import java.net.InetAddress;
import java.util.concurrent.Executor;

/** The body of a request as it comes in, for one who passes the request on. */
public interface ByteSource extends LineSource {

  /**
   * Asks for pieces instead of lines: from now on what comes is cut anywhere, has no ending of its
   * own, and no line is too long. To be called before the first poll, by any thread.
   */
  void asPieces();

  /**
   * Says that the reader waits for the end of the body before it does anything with it: a client
   * that sends slowly holds it up. To be called before the first poll, by any thread.
   */
  default void gathered() {}

  /**
   * Says that the answer will be a stream though it has not begun: from now on the end of what the
   * client sends counts as its leaving. To be called by any thread.
   */
  void answerWillStream();

  /**
   * Whether the client has asked to go over to another protocol and can be told 101 (RFC 9110,
   * section 7.8).
   */
  boolean maySwitch();

  /** The version of the request, as {@code HTTP/1.0}. */
  String protocol();

  /** The port on which the connection was accepted. */
  int localPort();

  /** The address on which the connection was accepted. */
  InetAddress localAddress();

  /**
   * The event loop that carries the client's connection and takes the answer: what feeds the answer
   * and runs there too wakes nobody.
   */
  Executor carrier();
}
