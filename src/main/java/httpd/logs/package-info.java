/**
 * Many logs in one place: the files of a directory as a list, and each or several of them as live
 * lines. Uses {@code tail} to follow them and {@code live} to present them. Begin with {@link
 * httpd.logs.LogsHandler}.
 */
@NullMarked
package httpd.logs;

import org.jspecify.annotations.NullMarked;
