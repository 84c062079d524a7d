package httpd.cli.target;

import httpd.Handler;
import httpd.route.Target;
import java.util.Optional;
import java.util.Set;

/** A target of a kind from {@code --class-path}. */
interface PluggedTarget extends RouteTarget {

  /** A target without live lines. */
  record Plain(String name, Target target) implements PluggedTarget {

    @Override
    public String toString() {
      return name;
    }
  }

  Target target();

  @Override
  default Handler open() throws Exception {
    return target().open();
  }

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
  default boolean uses(String option) {
    return option.startsWith("--durable");
  }

  @Override
  default Optional<String> notice() {
    return target().notice();
  }
}
