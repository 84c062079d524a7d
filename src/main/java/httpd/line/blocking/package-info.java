/**
 * The bridge from code that blocks to sources that never do: the threads that read a body, close it
 * and share a carrier. It may use {@code line}, its log and {@code limit}. Begin with {@link
 * httpd.line.blocking.IteratorSource}.
 */
@NullMarked
package httpd.line.blocking;

import org.jspecify.annotations.NullMarked;
