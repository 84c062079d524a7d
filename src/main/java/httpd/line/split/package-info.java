/**
 * Bytes cut into lines, and pieces of lines joined. It may use the contract in {@code line} and
 * nothing but the JDK. Begin with {@link httpd.line.split.LineSplitter}.
 */
@NullMarked
package httpd.line.split;

import org.jspecify.annotations.NullMarked;
