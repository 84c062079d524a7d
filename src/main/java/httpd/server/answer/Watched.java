package httpd.server.answer;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An exchange as a person sees and stops it. On its event loop only. */
public interface Watched {

  /** A connection, or what it has become. */
  interface Carrier {

    /** Passes on each exchange that it carries now. */
    void each(Consumer<Watched> exchanges);
  }

  /** Returns the number that the access log has for it; 0 without a log. */
  long number();

  /**
   * Returns it as it is now; null if it is over.
   *
   * @param asksSystem whether the system is asked since when it is quiet, which takes a call
   */
  @Nullable OpenExchange look(boolean asksSystem);

  /** Cuts it, and releases all that it holds; false if it is over. */
  boolean stop();
}
