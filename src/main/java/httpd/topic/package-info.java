/**
 * One source, many readers: an ordered log of lines, in which every reader has a place of its own.
 */
@NullMarked
package httpd.topic;

import org.jspecify.annotations.NullMarked;
