/**
 * Handler files, {@code httpd Handler.java}: {@link httpd.script.HandlerFile} compiles one in
 * memory, loads it and makes it a {@link httpd.Handler}. Needs a JDK, for its compiler.
 */
@NullMarked
package httpd.script;

import org.jspecify.annotations.NullMarked;
