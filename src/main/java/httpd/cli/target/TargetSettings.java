package httpd.cli.target;

import httpd.cli.option.Options;
import httpd.script.HandlerWatch;

/**
 * What the targets of one call share.
 *
 * @param watch loads, watches and closes handler files
 */
public record TargetSettings(Options options, HandlerWatch watch) {}
