package httpd.cli.target;

import httpd.cli.option.Options;
import httpd.exec.LocalSite;
import httpd.exec.RunSettings;
import httpd.script.HandlerWatch;

/**
 * The options, and the owner of handler files, for all targets of one call.
 *
 * @param site what programs redirect to within the server
 */
public record TargetSettings(Options options, HandlerWatch watch, LocalSite site) {

  public TargetSettings(Options options, HandlerWatch watch) {
    this(options, watch, new LocalSite());
  }

  /** How a command runs, as the options say. */
  RunSettings ofCommands(RunSettings run) {
    return run.withTimeout(options.execTimeout()).passingAuthorization(options.passAuthorization());
  }
}
