package httpd;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What goes back: a status, headers and a body. Immutable, except that lines can be read only once.
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
public record Response(int status, Headers headers, Body body) {

  /** Checks the status. */
  public Response {
    Objects.requireNonNull(headers, "headers");
    Objects.requireNonNull(body, "body");
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
   * 200 with a regular file, its {@code Content-Type} by the ending of its name. It is opened here
   * and closed by the server, and goes from the file to the socket without passing through memory.
   * Looks at no header of the request: {@link httpd.source.FileHandler} and {@link
   * httpd.source.DirectoryHandler} answer ranges and conditions too.
   *
   * @throws NoSuchFileException if it is not there, or is no regular file; other special files,
   *     such as a pipe, are not opened
   * @throws IOException if it cannot be opened
   */
  public static Response file(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
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

  /** The same with another status. */
  public Response withStatus(int status) {
    return new Response(status, headers, body);
  }

  /** The same with this header in place of all of its name. */
  public Response withHeader(String name, String value) {
    return new Response(status, headers.with(name, value), body);
  }

  /** The same with this header beside others of its name, as {@code Set-Cookie} wants it. */
  public Response plusHeader(String name, String value) {
    return new Response(status, headers.plus(name, value), body);
  }

  /** The same with another {@code Content-Type}. */
  public Response withType(String contentType) {
    return withHeader("Content-Type", contentType);
  }

  private static Response ok(Body body) {
    return new Response(200, Headers.EMPTY, body);
  }
}
