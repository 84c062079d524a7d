package httpd;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.http.Json;
import httpd.http.MediaType;
import httpd.line.LineSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What goes back: a status, headers and a body. Immutable, except that lines and files can be sent
 * only once. The server closes them, whatever ends the request, also if a handler that was called
 * for it drops the response or fails afterwards; {@link #close} is for a response that is dropped
 * elsewhere.
 *
 * <p>The server adds what is its own to say: {@code Content-Length} or {@code Transfer-Encoding},
 * {@code Connection}, {@code Date}, and {@code Content-Type: text/plain; charset=utf-8} if none is
 * set. It drops the first two if a handler sets them.
 *
 * @param status 200 to 599 (RFC 9110, section 15), or 101 with a {@link Body.Tunnel} and only then
 * @param headers valid by construction
 * @param body never sent with 204, 304 or to HEAD; lines and files are closed then, without being
 *     read
 */
public record Response(int status, Headers headers, Body body) implements AutoCloseable {

  /** Checks the status. */
  public Response {
    Objects.requireNonNull(headers, "headers");
    Objects.requireNonNull(body, "body");
    ResponseScope.adopt(body);
    boolean switches = body instanceof Body.Tunnel;
    if (switches ? status != 101 : status < 200 || status > 599) {
      throw new IllegalArgumentException(
          switches
              ? "the response status of a tunnel is 101, was " + status
              : "a response status is 200 to 599, was " + status);
    }
  }

  /** 200 with a string. */
  public static Response text(String text) {
    return ok(new Body.Text(text));
  }

  /** 200 with bytes of this {@code Content-Type}; they are not copied. */
  public static Response bytes(byte[] bytes, String contentType) {
    return ok(new Body.Bytes(bytes)).withType(contentType);
  }

  /**
   * 200 with a value as JSON: a record, a map, a list, an array, a string, a number, a date, or
   * null.
   *
   * @throws IllegalArgumentException if a part of it cannot be written
   */
  public static Response json(@Nullable Object value) {
    return bytes(Json.write(value), "application/json");
  }

  /**
   * 302, which sends the client to another address.
   *
   * @param location a path or a URL; characters beyond ASCII are percent-encoded
   */
  public static Response redirect(String location) {
    return redirect(302, location);
  }

  /**
   * The same with another status: 301 or 308 for good, 303 for a GET after a POST, 307 for the same
   * method.
   */
  public static Response redirect(int status, String location) {
    if (status < 300 || status > 308 || status == 304) {
      throw new IllegalArgumentException(
          "the status of a redirect is 300 to 308, and not 304, was " + status);
    }
    return status(status).withHeader("Location", PercentEncoding.encodeBeyondAscii(location));
  }

  /** 200 with a list, one chunk an element. */
  public static Response chunks(List<String> chunks) {
    return ok(new Body.Chunks(chunks));
  }

  /** 200 with lines from an iterator, which may block and may be {@link AutoCloseable}. */
  public static Response lines(Iterator<String> lines) {
    return ok(Body.lines(lines));
  }

  /** 200 with lines from a stream, which may block; it is closed at the end. */
  public static Response lines(Stream<String> lines) {
    return ok(Body.lines(lines));
  }

  /**
   * 200 with an event stream, for a browser's {@code EventSource}: an element is a {@link
   * ServerSentEvent}, or a {@code String} that is the data of one. The iterator may block and may
   * be {@link AutoCloseable}; {@link Lines} that nobody touched pass through as bytes. What is an
   * event stream already is {@code lines(...).withType("text/event-stream")}.
   */
  public static Response events(Iterator<?> events) {
    return ofEvents(EventLines.of(events));
  }

  /** The same from a stream, which may block; it is closed at the end. */
  public static Response events(Stream<?> events) {
    return ofEvents(EventLines.of(events));
  }

  /**
   * Lines as the client wants them, at one address: events to who accepts {@code
   * text/event-stream}, as a browser's {@code EventSource} does, and plain lines to all others;
   * {@code ?as=sse} and {@code ?as=lines} override.
   *
   * <p>Lines of a log, as {@link Lines#tail Lines.tail} gives them, have ids if nobody has touched
   * them. Who comes back with one as {@code Last-Event-ID}, or as {@code ?after=}, goes on behind
   * it; {@code ?last=N} begins with the last N; all others begin where the lines do. Mapped or
   * filtered lines, and those that are no log, have none.
   *
   * @throws HttpException 400 if the request asks for what there is not
   * @throws Exception if the log cannot be looked at
   */
  public static Response live(Request request, Lines lines) throws Exception {
    var source = lines.toSource();
    ResponseScope.adopt(source);
    return LineOpener.installed().live(request, source);
  }

  /** 200 with what is framed as an event stream, and what keeps proxies from holding it back. */
  public static Response ofEvents(LineSource framed) {
    return ok(new Body.Lines(framed))
        .withType("text/event-stream")
        .withHeader("Cache-Control", "no-cache, no-transform")
        .withHeader("X-Accel-Buffering", "no");
  }

  /**
   * 200 with a regular file, its {@code Content-Type} by the ending of its name. It is opened here
   * and closed by the server, and goes from the file to the socket without passing through memory.
   * Looks at no header of the request: {@link httpd.file.FileHandler} and {@link
   * httpd.file.DirectoryHandler} answer ranges and conditions too.
   *
   * @throws NoSuchFileException if it is not there, or is no regular file; other special files,
   *     such as a pipe, are not opened
   * @throws IOException if it cannot be opened
   */
  public static Response file(Path file) throws IOException {
    if (!isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "no regular file");
    }
    var channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return ok(new Body.File(channel, 0, channel.size()))
          .withType(MediaType.of(String.valueOf(file.getFileName())));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** False only if that is known: what cannot be looked at is an exception. */
  private static boolean isRegularFile(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile();
    } catch (NoSuchFileException absent) {
      return false;
    }
  }

  /** A status without a body. */
  public static Response status(int status) {
    return new Response(status, Headers.EMPTY, Body.EMPTY);
  }

  /**
   * What a handler gave: a {@code Response} as it is, anything that {@link Body#of} takes as 200. A
   * function without arguments is called at once, and may give a {@code Response} too.
   *
   * @throws IllegalArgumentException if it is neither
   * @throws Exception what a function throws
   */
  public static Response of(@Nullable Object value) throws Exception {
    return switch (value) {
      case Response response -> response;
      case Supplier<?> function -> of(function.get());
      case Callable<?> function -> of(function.call());
      case null, default -> ok(Body.of(value));
    };
  }

  /**
   * Closes what the body holds open: for a response that is not sent. Again it does nothing, nor
   * does it for a string or a list. Never waits, and never throws.
   */
  @Override
  public void close() {
    ResponseScope.close(body);
  }

  /** The same with another status. */
  public Response withStatus(int status) {
    return new Response(status, headers, body);
  }

  /** The same with this header in place of all of its name. */
  public Response withHeader(String name, String value) {
    ResponseScope.adopt(body); // First, since the header may be refused.
    return new Response(status, headers.with(name, value), body);
  }

  /** The same with this header beside others of its name, as {@code Set-Cookie} wants it. */
  public Response plusHeader(String name, String value) {
    ResponseScope.adopt(body);
    return new Response(status, headers.plus(name, value), body);
  }

  /** The same with a cookie for the client to keep, beside others. */
  public Response withCookie(Cookie cookie) {
    return plusHeader("Set-Cookie", cookie.toString());
  }

  /** The same with another {@code Content-Type}. */
  public Response withType(String contentType) {
    return withHeader("Content-Type", contentType);
  }

  /**
   * What the client would receive as the body, for a test of a handler. Waits for its end, so an
   * endless stream needs {@link Body.Lines#source} instead, and closes it.
   *
   * @throws IOException if the body fails before its end
   */
  public byte[] readBytes() throws IOException {
    return SentBytes.of(body);
  }

  /** The same as text in UTF-8. */
  public String readText() throws IOException {
    return new String(readBytes(), UTF_8);
  }

  private static Response ok(Body body) {
    return new Response(200, Headers.EMPTY, body);
  }
}
