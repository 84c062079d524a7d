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
   * Takes a place among the tunnels for this client, before an upstream is asked to switch; false
   * if all places are taken. The place is given back as soon as the answer is not a 101, or when
   * the tunnel is over.
   */
  boolean takeTunnel();

  /**
   * The event loop that carries the client's connection and takes the answer: what feeds the answer
   * and runs there too wakes nobody.
   */
  Executor carrier();

  /** Bytes that it has by its {@code Content-Length}; negative if it has none. */
  long announced();

  /** Bytes that it may have at most; 0 if it may have any number. */
  long longest();

  /**
   * Asks for memory in which its reader gathers it. What is granted is given back when the request
   * is over. By any thread.
   *
   * @return whether it may be taken; if not, all of it that was granted before is given back, and
   *     the reader drops what it has gathered
   */
  boolean reserve(long bytes);
}
