package httpd.cli.target;

import java.util.Set;

/** A target whose programs print the whole response. */
interface ProgramTarget extends RouteTarget {

  @Override
  default boolean runsCommands() {
    return true;
  }

  /** All: each program has REQUEST_METHOD. */
  @Override
  default Set<String> methods() {
    return Set.of();
  }
}
