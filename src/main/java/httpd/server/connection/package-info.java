/**
 * HTTP/1.1 connections: which are admitted, the order of their exchanges, how long they wait for
 * their client, and how they end. It may use {@code server.answer} and {@code server.request}, and
 * does not know how a server is configured. Begin with {@link
 * httpd.server.connection.HttpConnection}.
 */
@NullMarked
package httpd.server.connection;

import org.jspecify.annotations.NullMarked;
