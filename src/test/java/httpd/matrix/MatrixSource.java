package httpd.matrix;

import httpd.Handler;

/**
 * A source in a test's hand: what it says, every client gets that is there. A source that cannot
 * fail is cut by the end of its server.
 */
interface MatrixSource extends AutoCloseable {

  /** The name in the table, and the path. */
  String name();

  Handler handler();

  /** Lets a line come, to every client. */
  void say(String line) throws Exception;

  /** Lets all that are open fail; does nothing if this kind of source never does. */
  void fail() throws Exception;

  /** Waits until nothing is open that a client held. */
  void awaitReleased() throws Exception;

  @Override
  default void close() throws Exception {}
}
