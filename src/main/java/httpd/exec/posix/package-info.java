/**
 * What the JDK cannot do and the C library can: process groups, waiting for many pipes, terminals,
 * and the environment and image of this process. Uses only {@code line}, for the server's log;
 * which commands run, and for whom, is not known here. Begin with {@link httpd.exec.posix.Child},
 * which is a process and the ends of its pipes.
 */
@NullMarked
package httpd.exec.posix;

import org.jspecify.annotations.NullMarked;
