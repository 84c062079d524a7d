package httpd.redis;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log as the one who reads its stream sees it. */
interface Followed {

  String name();

  LogKeys keys();

  String incarnation();

  /** How many read it here. */
  int readers();

  /** The id up to which it was read. */
  String newest();

  /** Why no reader gets more; null while they do. */
  @Nullable IOException failure();

  /**
   * Takes the entries that follow; there are none in between, except dropped ones.
   *
   * @param after where they begin; all are left out if that is not {@link #newest} any more
   */
  void deliver(String after, List<StreamEntry> entries);

  /** The log is not what it was: no reader gets more. */
  void fail(IOException cause);
}
