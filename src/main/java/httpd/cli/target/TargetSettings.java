package httpd.cli.target;

import httpd.cli.option.Options;
import httpd.exec.LocalSite;
import httpd.exec.RunSettings;
import httpd.script.HandlerWatch;

/**
 * The options, and the owner of handler files, for all targets of one call, and the path of a
 * route.
 *
 * @param site what programs redirect to within the server
 */
public record TargetSettings(Options options, HandlerWatch watch, LocalSite site, String path) {

  /** For targets whose routes are not known yet. */
  public TargetSettings(Options options, HandlerWatch watch) {
    this(options, watch, new LocalSite(), "/");
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
