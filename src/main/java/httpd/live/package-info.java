/**
 * Live lines as the client asks for them: plain text, server-sent events, or the page that shows
 * them. Uses topics and events and knows no source. Begin with {@link httpd.live.TopicHandler}.
 */
@NullMarked
package httpd.live;

import org.jspecify.annotations.NullMarked;
