/**
 * Growing files as topics: one reader thread and one descriptor for each file, however many clients
 * follow it. What other rooms use is here; {@code tail.name}, {@code tail.file} and {@code
 * tail.follow} do the work. Begin with {@link httpd.tail.TailedFiles}.
 */
@NullMarked
package httpd.tail;

import org.jspecify.annotations.NullMarked;
