/**
 * Heartbeats of event streams: a line after each silence, placed only where a line or an event has
 * ended. It may use the contract in {@code line} and nothing but the JDK. Begin with {@link
 * httpd.line.heartbeat.HeartbeatSource}.
 */
@NullMarked
package httpd.line.heartbeat;

import org.jspecify.annotations.NullMarked;
