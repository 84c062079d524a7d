/**
 * The life of a lazy response: one {@link httpd.stream.StreamWriter} takes lines from a source and
 * writes them to one client, on that client's event loop.
 */
@NullMarked
package httpd.stream;

import org.jspecify.annotations.NullMarked;
