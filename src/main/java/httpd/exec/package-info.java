/**
 * Commands as line sources: one process group a request, the pipes of all read by one thread, and
 * nothing left of a command when its client disconnects. Uses {@code exec.posix} for processes and
 * pipes, {@code limit}, {@code http} and the vocabulary. Begin with {@link
 * httpd.exec.CommandSource}, which draws the states of a run.
 */
@NullMarked
package httpd.exec;

import org.jspecify.annotations.NullMarked;
