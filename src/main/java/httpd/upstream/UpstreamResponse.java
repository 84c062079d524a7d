package httpd.upstream;

import httpd.Headers;
import httpd.line.LineSource;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What an upstream answers, as it is.
 *
 * @param status 200 to 599, or 101 if that was asked for: then the body is what comes through the
 *     tunnel, and closing it before its end is a reset
 * @param headers as they came, hop-by-hop fields included
 * @param body lines if {@code ofLines}, an unfinished one in pieces; otherwise pieces as they come;
 *     to be closed
 * @param ofLines whether the body is text, which goes line by line
 * @param length as the head tells it; to {@code HEAD}, what {@code GET} would have had
 * @param trailers what came behind the last chunk; to be asked once the body has ended
 * @param sink behind a 101 takes what is to be sent, once, which is closed with the tunnel
 */
public record UpstreamResponse(
    int status,
    Headers headers,
    LineSource body,
    boolean ofLines,
    OptionalLong length,
    Supplier<Headers> trailers,
    Consumer<LineSource> sink) {}
