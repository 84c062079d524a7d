package httpd;

import httpd.line.LineSource;
import httpd.line.LineTooLongException;
import httpd.line.blocking.IteratorSource;
import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import httpd.line.split.WholeLines;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lines that a handler reads: an iterator that waits for the next line.
 *
 * <p>{@code Lines.get("http://127.0.0.1:9000/events")} opens its source when the first line is
 * asked for. Unread lines that are given to a response pass through as bytes, and no thread waits
 * for them; {@link #map mapped} or {@link #filter filtered} ones are as lazy, with a virtual thread
 * that runs the function.
 *
 * <p>A source that fails is an exception of {@link #hasNext}, and never an end. So is a line that
 * is longer than {@code --max-line}; the next call continues after it. For one thread, except
 * {@link #close}, which frees a thread that waits in {@code hasNext}.
 *
 * <p>The server closes lines that were opened on the thread of a handler when the request has
 * ended. A handler opens lines that outlive its request in its constructor or on another thread.
 */
@SuppressWarnings("IterableAndIterator") // Handlers want to loop over it and to return it.
public final class Lines implements Iterator<String>, Iterable<String>, AutoCloseable {

  private static final System.Logger LOG = ServerLog.ofServer();

  private final Iterator<String> lines;
  private final AutoCloseable closer;

  /** What unread lines pass on; null if they are mapped or filtered. */
  private final @Nullable LineSource source;

  /** The same for mapped and filtered lines: {@link LineSource#origin}. */
  private final Object origin;

  private boolean touched;

  /** Whether a response reads the lines: no handler can continue after an exception. */
  private boolean answers;

  private Lines(
      Iterator<String> lines, AutoCloseable closer, @Nullable LineSource source, Object origin) {
    this.lines = lines;
    this.closer = closer;
    this.source = source;
    this.origin = origin;
  }

  /** Returns the lines of a source, which they own. */
  public static Lines of(LineSource source) {
    return of(source, UncheckedIOException::new);
  }

  /** Returns lines with another exception for one that is too long. */
  static Lines of(
      LineSource source, Function<? super LineTooLongException, RuntimeException> tooLong) {
    Objects.requireNonNull(source, "source");
    return new Lines(
        new AwaitedLines(new WholeLines(source), tooLong), source, source, source.origin());
  }

  /** Returns what {@code GET url} answers, line by line; another status than 2xx is a failure. */
  public static Lines get(String url) {
    return get(url, Headers.EMPTY);
  }

  /** Returns what {@code GET url} with these headers answers. */
  public static Lines get(String url, Headers headers) {
    return opened(SourceOpener.installed().http("GET", URI.create(url), headers, null));
  }

  /** Returns what {@code POST url} answers to a body, which is sent in UTF-8. */
  public static Lines post(String url, String body) {
    return post(url, body, Headers.EMPTY);
  }

  /** Returns what {@code POST url} with these headers answers to a body. */
  public static Lines post(String url, String body, Headers headers) {
    return opened(SourceOpener.installed().http("POST", URI.create(url), headers, body));
  }

  /** Returns the lines of standard input from now on; every reader gets each line. */
  public static Lines stdin() {
    return opened(SourceOpener.installed().stdin());
  }

  /**
   * Returns the lines that are added to a file from now on. {@code %Y-%m-%d} in its name is the
   * local date: the file of a new day follows that of the day before.
   *
   * @throws IllegalArgumentException if the name has an unknown {@code %}
   */
  public static Lines tail(Path file) {
    return tail(file, Clock.system(ZoneId.systemDefault()));
  }

  /** Returns the lines that are added to the file of this name. */
  public static Lines tail(String file) {
    return tail(Path.of(file));
  }

  /** Returns the lines of a file that is named by another clock, as {@code Clock.systemUTC()}. */
  public static Lines tail(Path file, Clock clock) {
    return opened(SourceOpener.installed().tail(file, clock));
  }

  /**
   * Returns what a program prints: {@code Lines.exec("git", "log", "-5")}. It is started without a
   * shell when the first line is asked for. The lines end when it exits with status 0, and fail if
   * it exits with another one. Closing them kills the program and all that it has started.
   *
   * @throws IllegalArgumentException if there is no program, or an argument has a NUL character
   */
  public static Lines exec(String... arguments) {
    return exec(List.of(arguments));
  }

  /** Returns what a program prints, given as a list. */
  public static Lines exec(List<String> arguments) {
    return opened(SourceOpener.installed().exec(arguments));
  }

  private static Lines opened(LineSource source) {
    ResponseScope.adopt(source);
    return of(source);
  }

  /**
   * Waits for the next line, the end or a failure.
   *
   * @throws UncheckedIOException if the source fails or the thread is interrupted; both close it.
   *     If its cause is a {@link LineTooLongException}, the source stays open, and the next call
   *     continues with the line after the long one
   */
  @Override
  public boolean hasNext() {
    touched = true;
    while (true) {
      try {
        return lines.hasNext();
      } catch (RuntimeException e) {
        if (!answers || !(e.getCause() instanceof LineTooLongException tooLong)) {
          throw e;
        }
        LOG.log(
            System.Logger.Level.WARNING,
            () -> LogText.of("left out of a response: " + tooLong.getMessage()));
      }
    }
  }

  /** Returns the next line, without its ending. */
  @Override
  public String next() {
    touched = true;
    return lines.next();
  }

  /** Returns this object, so that a {@code for} loop can read it once. */
  @Override
  public Iterator<String> iterator() {
    return this;
  }

  /** Returns each line changed by a function, which runs when the line is asked for. */
  public Lines map(Function<? super String, String> change) {
    return new Lines(
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return Lines.this.hasNext();
          }

          @Override
          public String next() {
            return change.apply(Lines.this.next());
          }
        },
        this,
        null,
        origin);
  }

  /** Returns the lines that pass a test, which runs when a line is asked for. */
  public Lines filter(Predicate<? super String> wanted) {
    var passed =
        new LookAhead() {
          @Override
          @Nullable String find() {
            while (Lines.this.hasNext()) {
              var line = Lines.this.next();
              if (wanted.test(line)) {
                return line;
              }
            }
            return null;
          }
        };
    return new Lines(passed, this, null, origin);
  }

  /** Closes the source. Any thread may call it, any number of times; it never waits. */
  @Override
  public void close() {
    try {
      closer.close();
    } catch (Exception e) {
      throw new IllegalStateException("a line source must not throw on close", e);
    }
  }

  Object origin() {
    return origin;
  }

  /** Returns the lines for a response: unread ones as their source. */
  LineSource toSource() {
    answers = true;
    return source != null && !touched ? source : IteratorSource.of(this);
  }
}
