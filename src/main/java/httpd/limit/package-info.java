/**
 * What is bounded, and how often each bound was reached: {@link httpd.limit.Limits} holds the
 * limits of one server, {@link httpd.limit.Limit} counts and logs for one of them. It may use
 * {@code line} and the log. Begin with {@link httpd.limit.Bound}.
 */
@NullMarked
package httpd.limit;

import org.jspecify.annotations.NullMarked;
