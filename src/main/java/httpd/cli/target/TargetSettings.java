package httpd.cli.target;

import httpd.cli.option.Options;
import httpd.script.HandlerWatch;

/** The options, and the owner of handler files, for all targets of one call. */
public record TargetSettings(Options options, HandlerWatch watch) {}
