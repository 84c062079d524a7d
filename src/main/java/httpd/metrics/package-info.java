/**
 * What a server has done and holds, as numbers for a monitoring system. Each event loop counts for
 * itself; a reading adds them up. Begin with {@link httpd.metrics.ServerCounts}.
 */
@NullMarked
package httpd.metrics;

import org.jspecify.annotations.NullMarked;
