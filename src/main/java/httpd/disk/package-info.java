/**
 * Logs in a directory: files of contents, an index of fixed slots beside each, and what is
 * remembered of writers. It is an engine of {@code topic}, and uses the JDK alone. Begin with
 * {@link httpd.disk.DiskStore}.
 */
@NullMarked
package httpd.disk;

import org.jspecify.annotations.NullMarked;
