/**
 * Publishers and subscribers: topics in memory, created by the first publication and removed when
 * they are no longer used. Uses {@code live} to present them. Begin with {@link
 * httpd.hub.HubHandler}, or with {@link httpd.hub.HubRooms} for which rooms exist.
 */
@NullMarked
package httpd.hub;

import org.jspecify.annotations.NullMarked;
