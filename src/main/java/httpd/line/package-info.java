/**
 * Lines that are not all here yet: the contract at the heart, and the bridge to it from code that
 * blocks. Uses nothing but the JDK.
 *
 * <p>Inside, a line is {@linkplain httpd.line.Line bytes}; a {@link httpd.line.LineSource} is asked
 * for the next one with {@link httpd.line.LineSource#poll} and answers at once.
 */
@NullMarked
package httpd.line;

import org.jspecify.annotations.NullMarked;
