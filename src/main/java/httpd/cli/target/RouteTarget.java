package httpd.cli.target;

import httpd.Handler;
import httpd.route.Target;
import httpd.server.SitePolicy.Guard;

/** A target of the command line. The table of routes shows its {@code toString}. */
public interface RouteTarget extends Target {

  default RouteTarget with(TargetSettings settings) {
    return this;
  }

  /**
   * Whether its handler asks for the rights of a request to topics, as {@code --token-key} needs.
   */
  default boolean hasTopics() {
    return false;
  }

  /** Whether it reads standard input from the start on. */
  default boolean readsInput() {
    return false;
  }

  /** Whether an option of stores, recordings or commands may have an effect on it. */
  default boolean uses(String option) {
    return runsCommands()
        && (option.equals("--exec-timeout") || option.equals("--pass-authorization"));
  }

  /**
   * Adds WebSockets to a handler of this target, if it has lines for them.
   *
   * @param writable whether the route takes POST as well
   */
  default Handler withWebSockets(Handler handler, boolean writable) {
    return handler;
  }

  /** The requests that pages of other sites may not make. */
  default Guard guard() {
    return runsCommands() ? Guard.ALL : Guard.UNSAFE;
  }
}
