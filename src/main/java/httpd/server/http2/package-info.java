/**
 * HTTP/2 connections (RFC 9113): each stream carries one exchange. Begin with {@link
 * httpd.server.http2.Http2Connections}.
 */
@NullMarked
package httpd.server.http2;

import org.jspecify.annotations.NullMarked;
