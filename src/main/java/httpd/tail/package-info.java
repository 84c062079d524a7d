/**
 * Files that grow, followed by name: one reader thread and one descriptor for each however many
 * clients, and a {@linkplain httpd.tail.Position position} for every line that outlives rotations
 * and the server.
 */
@NullMarked
package httpd.tail;

import org.jspecify.annotations.NullMarked;
