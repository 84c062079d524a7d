package httpd.cli;

import httpd.cli.output.Console;
import httpd.topic.StandardInput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells the user about standard input: copies it to standard output if asked, and says when it has
 * ended.
 *
 * <pre>
 *   READING ── bytes: copied as they are ──► READING
 *      │ end, failure                     │ standard output fails: no longer copied, one warning
 *      ▼                                  ▼
 *   ENDED: told at once, or when the server listens
 * </pre>
 *
 * <p>The thread that reads standard input copies, after clients can have the lines; a terminal that
 * is stopped holds up that thread, as it would hold up the program before the pipe. The lock is
 * held only to tell.
 */
final class InputEcho implements StandardInput.Observer {

  private final Console console;

  /** The reading thread's own: null if standard input is not copied. */
  private @Nullable OutputStream copy;

  private long lines;
  private boolean withinLine;

  // Guarded by this.
  private @Nullable String end;
  private boolean listening;

  InputEcho(Console console, boolean copies) {
    this.console = console;
    this.copy = copies ? console.log() : null;
  }

  /** Follows standard input of the process from now on. */
  static InputEcho follow(Console console, boolean copies) {
    var echo = new InputEcho(console, copies);
    StandardInput.observe(echo);
    return echo;
  }

  @Override
  public void read(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      lines += bytes[i] == '\n' ? 1 : 0;
    }
    withinLine = count > 0 ? bytes[count - 1] != '\n' : withinLine;
    try {
      if (copy != null) {
        copy.write(bytes, 0, count);
        copy.flush();
      }
    } catch (IOException e) {
      copy = null;
      console.warning(
          "standard input is not copied any more, since standard output fails: " + e.getMessage());
    }
  }

  @Override
  public void ended(@Nullable Throwable failure) {
    long all = lines + (withinLine ? 1 : 0);
    var time = LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
    var counted = all + (all == 1 ? " line" : " lines");
    tell(
        failure == null
            ? "standard input ended at %s after %s; what is kept is still served, Ctrl-C stops"
                .formatted(time, counted)
            : "standard input failed at %s after %s (%s); what is kept is still served, cut"
                .formatted(time, counted, failure.getMessage()));
  }

  private synchronized void tell(String words) {
    if (listening) {
      console.note(words);
    } else {
      end = words; // The ready line comes first.
    }
  }

  /** To be called when the server listens. */
  synchronized void listening() {
    listening = true;
    if (end != null) {
      console.note(end);
    }
  }
}
