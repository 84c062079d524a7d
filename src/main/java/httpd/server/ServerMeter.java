package httpd.server;

/**
 * Counts what a server does, for {@code /-/metrics}: {@code httpd.metrics.ServerCounts}. It has no
 * methods for programs.
 */
public interface ServerMeter {}
