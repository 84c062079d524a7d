/**
 * The way of lines from a source to whatever takes them: a client, a tunnel, an upstream, a
 * command. It may use the contract in {@code line} and the log, and nothing but the JDK. Begin with
 * {@link httpd.line.pump.LinePump}.
 */
@NullMarked
package httpd.line.pump;

import org.jspecify.annotations.NullMarked;
