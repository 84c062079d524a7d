package httpd.cli.target;

import httpd.cli.option.Options;
import httpd.script.HandlerWatch;

/**
 * The options, and the owner of handler files, for all targets of one call, and the path of a
 * route.
 */
public record TargetSettings(Options options, HandlerWatch watch, String path) {

  /** For targets whose routes are not known yet. */
  public TargetSettings(Options options, HandlerWatch watch) {
    this(options, watch, "/");
  }

  /** Returns those of a route. */
  public TargetSettings at(String route) {
    return new TargetSettings(options, watch, route);
  }
}
