/**
 * Live lines, shown as the client asks: as plain text, as server-sent events, or as the page that
 * displays them. Uses topics and events, and knows no source. Begin with {@link
 * httpd.live.TopicHandler}.
 */
@NullMarked
package httpd.live;

import org.jspecify.annotations.NullMarked;
