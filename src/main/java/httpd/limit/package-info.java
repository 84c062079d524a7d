/**
 * What is bounded, and how often each bound was reached. {@link httpd.limit.Bound} lists the
 * bounds, {@link httpd.limit.Limits} holds those of one server, {@link httpd.limit.Limit} counts
 * and logs for one of them. Uses the log and nothing else; begin with {@code Bound}.
 */
@NullMarked
package httpd.limit;

import org.jspecify.annotations.NullMarked;
