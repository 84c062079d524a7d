package httpd.cli.target;

import httpd.Handler;
import httpd.cli.option.Options;
import httpd.exec.RunSettings;
import httpd.script.HandlerWatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The options, and the owner of handler files, for all targets of one call, and the path of a
 * route.
 *
 * @param site all routes, for programs that redirect to one; set when they are open
 */
public record TargetSettings(
    Options options, HandlerWatch watch, AtomicReference<@Nullable Handler> site, String path) {

  /** For targets whose routes are not known yet. */
  public TargetSettings(Options options, HandlerWatch watch) {
    this(options, watch, new AtomicReference<>(), "/");
  }

  /** Returns those of a route. */
  public TargetSettings at(String route) {
    return new TargetSettings(options, watch, site, route);
  }

  /** How a command runs, as the options say. */
  RunSettings ofCommands(RunSettings run) {
    return run.withTimeout(options.execTimeout()).passingAuthorization(options.passAuthorization());
  }
}
