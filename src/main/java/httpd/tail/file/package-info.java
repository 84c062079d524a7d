/**
 * One file that grows: its bytes, its lines in batches, and the {@linkplain
 * httpd.tail.file.Position position} of each line, which outlives rotations and the server. Uses
 * {@code tail.name} and the lines. Begin with {@link httpd.tail.file.LogFile}.
 */
@NullMarked
package httpd.tail.file;

import org.jspecify.annotations.NullMarked;
