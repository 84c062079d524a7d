package httpd;

import httpd.line.Line;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import httpd.line.split.WholeLines;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The lines of a source, for a thread that waits for each. */
final class AwaitedLines extends LookAhead {

  private final WholeLines source;
  private final Function<? super LineTooLongException, RuntimeException> tooLong;

  /**
   * Nothing is read before the first line is asked for.
   *
   * @param tooLong makes the exception for a line that is too long to be given whole
   */
  AwaitedLines(
      WholeLines source, Function<? super LineTooLongException, RuntimeException> tooLong) {
    this.source = source;
    this.tooLong = tooLong;
  }

  @Override
  @Nullable String find() {
    return switch (await()) {
      case Line line -> line.text();
      case Poll.Failed(LineTooLongException cause) when source.goOn() -> throw tooLong.apply(cause);
      case Poll.Failed(var cause) ->
          throw new UncheckedIOException(new SourceFailedException(cause));
      case Poll.End(), Poll.Pending() -> null;
    };
  }

  /** Closes the source of an interrupted thread, since few handlers would think of it. */
  private Poll await() {
    try {
      return NextLine.poll(source);
    } catch (InterruptedIOException e) {
      source.close();
      throw new UncheckedIOException(e);
    }
  }
}
