/**
 * Directories and files as handlers, with conditions, ranges, compressed siblings and listings;
 * nothing outside the served directory is opened. Uses the vocabulary, {@code http} and {@code
 * limit}. Begin with {@link httpd.file.DirectoryHandler}, then {@code FileAnswer}.
 */
@NullMarked
package httpd.file;

import org.jspecify.annotations.NullMarked;
