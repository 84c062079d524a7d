package httpd.matrix;

import httpd.Handler;

/** A source in a test's hand: what it says, every client gets that is there. */
interface MatrixSource extends AutoCloseable {

  /** The name in the table, and the path. */
  String name();

  Handler handler();

  /** Lets a line come, to every client. */
  void say(String line) throws Exception;

  /** Whether this kind of source can fail; others are cut by the end of their server. */
  default boolean mayFail() {
    return true;
  }

  /** Lets all that are open fail. */
  void fail() throws Exception;

  /** Waits until nothing is open that a client held. */
  void awaitReleased() throws Exception;

  @Override
  default void close() throws Exception {}
}
