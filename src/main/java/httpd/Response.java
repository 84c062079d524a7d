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
 * A response: status, header fields and body. Immutable, except that lines and files can be sent
 * once. The server closes what a handler has opened, also if the handler drops the response or
 * fails; {@link #close} is for a response that is dropped elsewhere.
 *
 * <p>The server adds {@code Content-Length} or {@code Transfer-Encoding}, in place of a handler's,
 * {@code Connection}, {@code Date}, and {@code Content-Type: text/plain; charset=utf-8} if none is
 * set.
 *
 * @param status 200 to 599 (RFC 9110, section 15), or 101 with a {@link Body.Tunnel} or a {@link
 *     Body.WebSocket}
 * @param headers of the response
 * @param body closed unread with 204 and 304, and for HEAD
 */
public record Response(int status, Headers headers, Body body) implements AutoCloseable {

  /** Checks the status. */
  public Response {
    Objects.requireNonNull(headers, "headers");
    Objects.requireNonNull(body, "body");
    ResponseScope.adopt(body);
    boolean switches = body instanceof Body.Switching;
    if (switches ? status != 101 : status < 200 || status > 599) {
      throw new IllegalArgumentException(
          switches
              ? "the response status of a tunnel or a WebSocket is 101, was " + status
              : "a response status is 200 to 599, was " + status);
    }
  }

  /** Returns a 200 with a string. */
  public static Response text(String text) {
    return ok(new Body.Text(text));
  }

  /** Returns a 200 with bytes of this {@code Content-Type}, which are not copied. */
  public static Response bytes(byte[] bytes, String contentType) {
    return ok(new Body.Bytes(bytes)).withType(contentType);
  }

  /**
   * Returns a 200 with a value as JSON: a record, map, list, array, string, number, date or null.
   *
   * @throws IllegalArgumentException if a part of it cannot be written
   */
  public static Response json(@Nullable Object value) {
    return bytes(Json.write(value), "application/json");
  }

  /**
   * Returns a 302.
   *
   * @param location a path or a URL; characters beyond ASCII are percent-encoded
   */
  public static Response redirect(String location) {
    return redirect(302, location);
  }

  /**
   * Returns a redirect: 301 or 308 for good, 303 for a GET after a POST, 307 for the same method.
   */
  public static Response redirect(int status, String location) {
    if (status < 300 || status > 308 || status == 304) {
      throw new IllegalArgumentException(
          "the status of a redirect is 300 to 308, and not 304, was " + status);
    }
    return status(status).withHeader("Location", PercentEncoding.encodeBeyondAscii(location));
  }

  /** Returns a 200 with a list, one chunk for each element. */
  public static Response chunks(List<String> chunks) {
    return ok(new Body.Chunks(chunks));
  }

  /** Returns a 200 with lines of an iterator, which may block and may be {@link AutoCloseable}. */
  public static Response lines(Iterator<String> lines) {
    return ok(Body.lines(lines));
  }

  /** Returns a 200 with lines of a stream, which may block and is closed at the end. */
  public static Response lines(Stream<String> lines) {
    return ok(Body.lines(lines));
  }

  /**
   * Returns a 200 with an event stream. An element is a {@link ServerSentEvent}, a {@code String}
   * that is the data of one, or a record, map or list, which becomes JSON. The iterator may block
   * and may be {@link AutoCloseable}. For lines that are an event stream already, use {@code
   * lines(...).withType("text/event-stream")}.
   */
  public static Response events(Iterator<?> events) {
    return ofEvents(EventLines.of(events));
  }

  /** Returns a 200 with an event stream of a stream, which may block and is closed at the end. */
  public static Response events(Stream<?> events) {
    return ofEvents(EventLines.of(events));
  }

  /**
   * Returns lines in the form that the client asks for: events if it accepts {@code
   * text/event-stream}, otherwise plain lines; {@code ?as=sse} and {@code ?as=lines} override.
   *
   * <p>Unread lines of {@link Lines#tail Lines.tail} have ids. A client that sends one as {@code
   * Last-Event-ID} or {@code ?after=} continues after it; {@code ?last=N} begins with the last N.
   * Other lines, mapped and filtered ones too, have no ids.
   *
   * @throws HttpException 400 if the request asks for something invalid
   * @throws Exception if the file cannot be read
   */
  public static Response live(Request request, Lines lines) throws Exception {
    var source = lines.toSource();
    ResponseScope.adopt(source);
    return SourceOpener.installed().live(request, source);
  }

  /**
   * Returns lines that outlive their reader, in the form that the client asks for as {@link #live}:
   * they are recorded as they are delivered, and go on for {@code --durable-linger} when the reader
   * leaves. {@code Location} names the run, where any client of the same user gets all of it, or
   * what comes after its place. A request for a run that has begun closes {@code lines} unread.
   *
   * @throws HttpException 404 for a run that is not kept; otherwise as {@link #live}
   * @throws Exception if the run cannot be recorded
   */
  public static Response durable(Request request, Iterator<String> lines) throws Exception {
    var unread = lines(lines); // Of this request, which closes it unless a run takes it.
    return durable(request, () -> unread);
  }

  /**
   * Returns a response that outlives its reader, if it is lazy: lines, events, with any status and
   * header fields. {@code start} is called only if the request asks for no run that has begun, so
   * that what starts the work belongs there.
   *
   * <pre>{@code
   * return Response.durable(request, () -> Response.events(model.answer(request.text())));
   * }</pre>
   *
   * <p>The body of a request with an {@code Idempotency-Key} is read as a whole first: then {@code
   * start} can take it by {@code text()}, {@code bytes()}, {@code json()} or {@code form()} only.
   *
   * @param start returns a {@code Response}, or what {@link #of} takes; what it opens is closed
   *     when the run is over
   * @throws HttpException as {@link #durable(Request, Iterator)}
   * @throws Exception what {@code start} throws
   */
  public static Response durable(Request request, Callable<?> start) throws Exception {
    return SourceOpener.installed().durable(request, () -> of(start.call()));
  }

  /**
   * Returns a 200 with a framed event stream, and fields that keep proxies from holding it back.
   */
  public static Response ofEvents(LineSource framed) {
    return ok(new Body.Lines(framed)).withType("text/event-stream");
  }

  /**
   * Returns a 200 with a regular file, and the {@code Content-Type} of its name. It is opened here
   * and closed by the server, and its bytes do not pass through memory. {@link
   * httpd.file.FileHandler} and {@link httpd.file.DirectoryHandler} answer ranges and conditions
   * too.
   *
   * @throws NoSuchFileException if there is no regular file of this name
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

  /** Reports a file that cannot be inspected by an exception, not by false. */
  private static boolean isRegularFile(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile();
    } catch (NoSuchFileException absent) {
      return false;
    }
  }

  /** Returns a status without a body. */
  public static Response status(int status) {
    return new Response(status, Headers.EMPTY, Body.EMPTY);
  }

  /**
   * Returns a {@code Response} unchanged, and what {@link Body#of} takes as a 200. A function
   * without arguments is called at once, and may return a {@code Response} too.
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

  /** Closes the body of a response that is not sent. Never waits, and never throws. */
  @Override
  public void close() {
    ResponseScope.close(body);
  }

  /** Returns a copy with another status. */
  public Response withStatus(int status) {
    return new Response(status, headers, body);
  }

  /** Returns a copy with this field in place of all of its name. */
  public Response withHeader(String name, String value) {
    ResponseScope.adopt(body); // First, since the header may be refused.
    return new Response(status, headers.with(name, value), body);
  }

  /** Returns a copy with this field beside others of its name, as for {@code Set-Cookie}. */
  public Response plusHeader(String name, String value) {
    ResponseScope.adopt(body);
    return new Response(status, headers.plus(name, value), body);
  }

  /** Returns a copy with a cookie for the client to keep. */
  public Response withCookie(Cookie cookie) {
    return plusHeader("Set-Cookie", cookie.toString());
  }

  /** Returns a copy with another {@code Content-Type}. */
  public Response withType(String contentType) {
    return withHeader("Content-Type", contentType);
  }

  /**
   * Waits for the body, and returns what the client would receive, for a test of a handler. For an
   * endless stream use {@link Body.Lines#source}.
   *
   * @throws IOException if the body fails before its end
   */
  public byte[] readBytes() throws IOException {
    return SentBytes.of(body);
  }

  /** Returns {@link #readBytes} as text in UTF-8. */
  public String readText() throws IOException {
    return new String(readBytes(), UTF_8);
  }

  private static Response ok(Body body) {
    return new Response(200, Headers.EMPTY, body);
  }
}
