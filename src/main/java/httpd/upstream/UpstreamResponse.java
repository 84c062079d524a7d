package httpd.upstream;

import httpd.Headers;
import httpd.line.LineSource;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An upstream's response, unchanged.
 *
 * @param status 200 to 599; or 101 if that was requested: then the body is the bytes of the tunnel,
 *     and closing it before its end is a reset
 * @param headers as they came, hop-by-hop fields included
 * @param body lines if {@code ofLines}, with an unfinished line in pieces; otherwise pieces as they
 *     come; to be closed
 * @param ofLines whether the body is text, cut into lines
 * @param length as the head says; after {@code HEAD}, the length that {@code GET} would have had
 * @param trailers the fields after the last chunk; known once the body has ended
 * @param sink after a 101, takes the source of the bytes to send, once; it is closed with the
 *     tunnel
 */
public record UpstreamResponse(
    int status,
    Headers headers,
    LineSource body,
    boolean ofLines,
    OptionalLong length,
    Supplier<Headers> trailers,
    Consumer<LineSource> sink) {}
