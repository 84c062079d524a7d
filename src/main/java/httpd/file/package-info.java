/**
 * Directories and files as handlers: what may be served, conditions, ranges, compressed siblings
 * and listings. Opens nothing outside the directory it serves. Begin with {@link
 * httpd.file.DirectoryHandler}.
 */
@NullMarked
package httpd.file;

import org.jspecify.annotations.NullMarked;
