package httpd.cli.target;

import httpd.Handler;
import httpd.route.Target;
import java.util.Optional;
import java.util.Set;

/**
 * A target of a kind from {@code --class-path}.
 *
 * @param name as the user wrote it
 */
record PluggedTarget(String name, Target target) implements RouteTarget {

  @Override
  public Handler open() throws Exception {
    return target.open();
  }

  @Override
  public void check() throws Exception {
    target.check();
  }

  @Override
  public Set<String> methods() {
    return target.methods();
  }

  @Override
  public Extent extent() {
    return target.extent();
  }

  @Override
  public boolean runsCommands() {
    return target.runsCommands();
  }

  @Override
  public Optional<String> notice() {
    return target.notice();
  }

  @Override
  public String toString() {
    return name;
  }
}
