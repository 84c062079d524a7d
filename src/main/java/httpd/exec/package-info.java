/**
 * Commands as line sources: one process group a request, its pipes read by one thread for all, and
 * nothing of it left when the client goes. What the JDK cannot do (process groups, waiting for many
 * pipes, terminals) is asked of the C library: {@code docs/decisions/0005-exec.md}.
 */
@NullMarked
package httpd.exec;

import org.jspecify.annotations.NullMarked;
