package httpd.route;

import httpd.Handler;
import java.util.Optional;
import java.util.Set;

/**
 * What a route of the command line serves: a parsed {@code NAME:REST}. A target whose answer is
 * lines is a {@link LineTarget}.
 */
public interface Target {

  /** The paths that a target answers. */
  enum Extent {
    /** The path of its route. */
    PATH,
    /** The path of its route and all paths below it. */
    BELOW,
    /** The same, and the path without a slash at its end is redirected to the one with it. */
    DIRECTORY
  }

  /**
   * Makes the handler; called once, before the server listens.
   *
   * @throws TargetException if it cannot be opened, with a remedy
   * @throws Exception for any other failure
   */
  Handler open() throws Exception;

  /**
   * Finds out whether {@link #open} would succeed, without its effects, for {@code --check}.
   *
   * @throws TargetException if it would not, with a remedy
   * @throws Exception for any other failure
   */
  default void check() throws Exception {}

  /** The methods that it answers if the route names none; empty for all. */
  default Set<String> methods() {
    return Set.of("GET");
  }

  /** The paths that it answers. */
  default Extent extent() {
    return Extent.PATH;
  }

  /**
   * Whether a request starts a program on this machine. Then pages of other sites are refused, and
   * the user is warned if other machines can connect.
   */
  default boolean runsCommands() {
    return false;
  }

  /** What the user should know at the start, in one line. */
  default Optional<String> notice() {
    return Optional.empty();
  }
}
