/**
 * The server's log: every message of the program passes here, is escaped, and is counted against
 * what clients may have logged. It may use nothing but the JDK. Begin with {@link
 * httpd.line.log.ServerLog}.
 */
@NullMarked
package httpd.line.log;

import org.jspecify.annotations.NullMarked;
