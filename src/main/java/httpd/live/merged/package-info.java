/**
 * Several topics on one stream: merged as their lines come, with ids that continue in all of them.
 * Knows no kind of topic. Begin with {@link httpd.live.merged.MergedEvents}.
 */
@NullMarked
package httpd.live.merged;

import org.jspecify.annotations.NullMarked;
