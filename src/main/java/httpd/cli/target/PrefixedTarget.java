package httpd.cli.target;

import httpd.server.SitePolicy.Guard;
import java.util.Optional;
import java.util.Set;

/** A target behind a prefix. What the prefix does not change is as without it. */
interface PrefixedTarget extends RouteTarget {

  RouteTarget target();

  @Override
  default void check() throws Exception {
    target().check();
  }

  @Override
  default Set<String> methods() {
    return target().methods();
  }

  @Override
  default Extent extent() {
    return target().extent();
  }

  @Override
  default boolean runsCommands() {
    return target().runsCommands();
  }

  @Override
  default Guard guard() {
    return target().guard();
  }

  @Override
  default Optional<String> notice() {
    return target().notice();
  }

  @Override
  default boolean uses(String option) {
    return target().uses(option);
  }
}
