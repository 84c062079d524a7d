package httpd;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import httpd.line.blocking.BlockingReader;
import httpd.line.blocking.IteratorSource;
import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import httpd.line.split.WholeLines;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lines that a handler holds: an iterator that waits for the next line and is closed when nobody
 * wants more.
 *
 * <p>{@code Lines.get("http://127.0.0.1:9000/events")} opens nothing yet. It opens when the first
 * line is asked for; a connection that fails is an exception there. Given to a response untouched,
 * its bytes pass through untouched and no thread waits for them; {@link #map mapped} or {@link
 * #filter filtered} it stays as lazy, with a virtual thread to run the function.
 *
 * <p>A source that fails in mid-stream is an exception of {@link #hasNext}, never an end; so is a
 * line that is longer than {@code --max-line}, but after that one the lines go on. Not safe for
 * several threads, except {@link #close}, which also frees a thread that waits in {@code hasNext}.
 *
 * <p>Those that are opened on the thread of a handler belong to its request, and are closed when
 * that has ended, whether they were sent or not. A handler opens lines that are to outlive its
 * request in its constructor, or on a thread of its own.
 */
@SuppressWarnings("IterableAndIterator") // Handlers want to loop over it and to return it.
public final class Lines implements Iterator<String>, Iterable<String>, AutoCloseable {

  private static final System.Logger LOG = ServerLog.ofServer();

  private final Iterator<String> lines;
  private final AutoCloseable closer;

  /** What an untouched one passes on; null once it is mapped or filtered. */
  private final @Nullable LineSource source;

  /** Whose lines these are, mapped or filtered or not: see {@link LineSource#origin}. */
  private final Object origin;

  private boolean touched;

  /** Whether a response reads it, which has no handler that could go on after an exception. */
  private boolean answers;

  private Lines(
      Iterator<String> lines, AutoCloseable closer, @Nullable LineSource source, Object origin) {
    this.lines = lines;
    this.closer = closer;
    this.source = source;
    this.origin = origin;
  }

  /** The lines of a source, which is this object's from now on. */
  public static Lines of(LineSource source) {
    return of(source, UncheckedIOException::new);
  }

  /**
   * The same with an exception of one's own for a line that is too long to be given whole.
   *
   * @param tooLong makes the exception of {@link #hasNext}
   */
  static Lines of(
      LineSource source, Function<? super LineTooLongException, RuntimeException> tooLong) {
    Objects.requireNonNull(source, "source");
    return new Lines(new Waiting(new WholeLines(source), tooLong), source, source, source.origin());
  }

  /** What {@code GET url} answers, line by line as it arrives; the status must be 2xx. */
  public static Lines get(String url) {
    return get(url, Headers.EMPTY);
  }

  /** What {@code GET url} answers, with request headers of your own. */
  public static Lines get(String url, Headers headers) {
    return opened(LineOpener.installed().http("GET", URI.create(url), headers, null));
  }

  /** What {@code POST url} answers to a body, sent in UTF-8. */
  public static Lines post(String url, String body) {
    return post(url, body, Headers.EMPTY);
  }

  /** What {@code POST url} answers to a body, with request headers of your own. */
  public static Lines post(String url, String body, Headers headers) {
    return opened(LineOpener.installed().http("POST", URI.create(url), headers, body));
  }

  /** The lines that come on standard input from now on; every reader gets each of them. */
  public static Lines stdin() {
    return opened(LineOpener.installed().stdin());
  }

  /**
   * The lines added to a file from now on. {@code %Y-%m-%d} in its name is the local date: the file
   * of a new day follows that of the day before.
   *
   * @throws IllegalArgumentException if the name has an unknown {@code %} in it
   */
  public static Lines tail(Path file) {
    return tail(file, Clock.system(ZoneId.systemDefault()));
  }

  /** The same, with the name as text. */
  public static Lines tail(String file) {
    return tail(Path.of(file));
  }

  /**
   * The same, for files that are not named by local time: {@code Lines.tail(file,
   * Clock.systemUTC())}.
   *
   * @param clock says which date it is
   */
  public static Lines tail(Path file, Clock clock) {
    return opened(LineOpener.installed().tail(file, clock));
  }

  /**
   * What a program prints, started without a shell when the first line is asked for: {@code
   * Lines.exec("git", "log", "-5")}. It ends when the program has exited with status 0, and fails
   * with any other. Closed earlier, it ends the program and all that it has started.
   *
   * @throws IllegalArgumentException if there is no program, or an argument has a NUL character
   */
  public static Lines exec(String... arguments) {
    return exec(List.of(arguments));
  }

  /** The same, with the program and its arguments as a list. */
  public static Lines exec(List<String> arguments) {
    return opened(LineOpener.installed().exec(arguments));
  }

  /** What a handler has opened is closed with its request, even if it was never answered. */
  private static Lines opened(LineSource source) {
    ResponseScope.adopt(source);
    return of(source);
  }

  /**
   * Waits for the next line, its end or its failure.
   *
   * @throws UncheckedIOException if the source fails or the thread is interrupted; both close it.
   *     Or if the next line is longer than {@code --max-line}: then its cause is a {@link
   *     LineTooLongException}, nothing is closed, and the next call goes on with the line after it
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

  /** The next line, without its ending. */
  @Override
  public String next() {
    touched = true;
    return lines.next();
  }

  /** This object, so that a {@code for} loop can read it; it can be read once. */
  @Override
  public Iterator<String> iterator() {
    return this;
  }

  /** Each line changed by a function, which runs when the line is asked for. */
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

  /** Only the lines that pass a test, which runs when the next line is asked for. */
  public Lines filter(Predicate<? super String> wanted) {
    return new Lines(new Filtered(this, wanted), this, null, origin);
  }

  /** Gives back everything behind the lines. Any thread, any number of times; never waits. */
  @Override
  public void close() {
    try {
      closer.close();
    } catch (Exception e) {
      throw new IllegalStateException("a line source must not throw on close", e);
    }
  }

  /** See {@link LineSource#origin}. */
  Object origin() {
    return origin;
  }

  /** These lines for a response, as bytes if nobody has touched them. */
  LineSource toSource() {
    answers = true;
    return source != null && !touched ? source : IteratorSource.of(this);
  }

  /** From polling to blocking: each Pending parks the thread until its wake-up. */
  private static final class Waiting implements Iterator<String> {

    private final WholeLines source;
    private final Function<? super LineTooLongException, RuntimeException> tooLong;
    private @Nullable Line line;

    Waiting(WholeLines source, Function<? super LineTooLongException, RuntimeException> tooLong) {
      this.source = source;
      this.tooLong = tooLong;
    }

    @Override
    public boolean hasNext() {
      while (line == null) {
        switch (await()) {
          case Line next -> line = next;
          case Poll.Pending() -> {}
          case Poll.End() -> {
            return false;
          }
          case Poll.Failed(LineTooLongException cause) when source.goOn() ->
              throw tooLong.apply(cause);
          case Poll.Failed(var cause) ->
              throw new UncheckedIOException(new SourceFailedException(cause));
        }
      }
      return true;
    }

    @Override
    public String next() {
      if (!hasNext() || line == null) {
        throw new NoSuchElementException();
      }
      var text = line.text();
      line = null;
      return text;
    }

    /** Interrupted is asked to give up, and few handlers would think of closing their lines. */
    private Poll await() {
      try {
        return BlockingReader.next(source);
      } catch (InterruptedException e) {
        source.close();
        Thread.currentThread().interrupt();
        throw new UncheckedIOException(
            new InterruptedIOException("interrupted while waiting for a line"));
      }
    }
  }

  private static final class Filtered implements Iterator<String> {

    private final Iterator<String> all;
    private final Predicate<? super String> wanted;
    private @Nullable String found;

    Filtered(Iterator<String> all, Predicate<? super String> wanted) {
      this.all = all;
      this.wanted = wanted;
    }

    @Override
    public boolean hasNext() {
      while (found == null && all.hasNext()) {
        var line = all.next();
        found = wanted.test(line) ? line : null;
      }
      return found != null;
    }

    @Override
    public String next() {
      if (!hasNext() || found == null) {
        throw new NoSuchElementException();
      }
      var line = found;
      found = null;
      return line;
    }
  }
}
