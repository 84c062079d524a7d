/**
 * The life of a lazy response: takes lines from a source and writes them to one client, on that
 * client's event loop. It may use {@code line}, the limits, {@code net} and the types of responses.
 * Begin with {@link httpd.stream.StreamWriter}.
 */
@NullMarked
package httpd.stream;

import org.jspecify.annotations.NullMarked;
