/**
 * The contract of a source whose lines are not all here yet, and what such a source is written
 * with. Uses nothing but the JDK; it is part of what users may import. A line is {@linkplain
 * httpd.line.Line bytes}, asked for with a poll that answers at once. Begin with {@link
 * httpd.line.LineSource}.
 */
@NullMarked
package httpd.line;

import org.jspecify.annotations.NullMarked;
