/**
 * The process itself: how the JVM was started, the signals that stop it, and its memory. It uses
 * nothing of the server. Begin with {@link StopSignals}.
 */
@NullMarked
package httpd.cli.process;

import org.jspecify.annotations.NullMarked;
