/**
 * Handler files: a Java file is compiled in memory, loaded as a {@link httpd.Handler}, watched and
 * closed. Uses the vocabulary, {@code line} and the compiler of the JDK, which must be a full one.
 * Begin with {@link httpd.script.HandlerFile}; for watching with {@link httpd.script.HandlerWatch}.
 */
@NullMarked
package httpd.script;

import org.jspecify.annotations.NullMarked;
