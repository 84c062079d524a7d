/**
 * Follows names: one thread reads the newest file of each name, goes over to the next one, and
 * serves a cursor for each client. Uses {@code tail.name} for what is there and {@code tail.file}
 * for one file of it. Begin with {@link httpd.tail.follow.Follower}.
 */
@NullMarked
package httpd.tail.follow;

import org.jspecify.annotations.NullMarked;
