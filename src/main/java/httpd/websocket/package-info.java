/**
 * WebSockets (RFC 6455): the opening handshake, frames in both directions, and the closing
 * handshake. Knows lines and requests, no sockets. Begin with {@link
 * httpd.websocket.OutgoingMessages}, which has the states of one, and {@link
 * httpd.websocket.FrameReader}.
 */
@NullMarked
package httpd.websocket;

import org.jspecify.annotations.NullMarked;
