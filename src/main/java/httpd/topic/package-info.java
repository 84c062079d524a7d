/**
 * One source, many readers: an ordered log of lines, in which every reader has a place of its own.
 * It uses the lines, and {@code sse} to find an event by its id. Begin with {@link
 * httpd.topic.Topic}.
 */
@NullMarked
package httpd.topic;

import org.jspecify.annotations.NullMarked;
