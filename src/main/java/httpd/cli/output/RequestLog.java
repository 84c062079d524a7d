package httpd.cli.output;

import httpd.cli.error.CommandException;
import httpd.cli.option.LogChoice;
import httpd.cli.option.Options;
import httpd.server.AccessEvent;
import httpd.server.AccessLog;
import httpd.server.LogFormat;
import httpd.server.LogWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The access log as the options ask for it: on standard output, in a file, or not at all. */
public final class RequestLog implements AccessLog, AutoCloseable {

  private final LogFormat format;
  private final LogWriter writer;
  private final TextStyle style;

  private RequestLog(LogFormat format, LogWriter writer, TextStyle style) {
    this.format = format;
    this.writer = writer;
    this.style = style;
  }

  /**
   * Opens it; to be closed once nothing is logged any more.
   *
   * @param out standard output, and {@code style} how to write there
   * @return null if there is to be none
   */
  public static @Nullable RequestLog open(Options options, OutputStream out, TextStyle style)
      throws CommandException {
    var format = options.log().format();
    if (format == null) {
      return null;
    }
    var file = options.logFile();
    return file == null
        ? new RequestLog(format, LogWriter.to(out), style)
        : new RequestLog(format, append(options, file), TextStyle.PLAIN);
  }

  /** Whether the file can be there, without opening it. */
  public static void check(Options options) throws CommandException {
    var file = options.logFile();
    if (file == null || options.log() == LogChoice.OFF) {
      return;
    }
    var said = options.said("--log-file", file);
    var directory = file.toAbsolutePath().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      throw CommandException.wrong(
          said + ": there is no directory " + directory,
          "make it, or name a file in one that is there");
    }
    if (Files.isDirectory(file)) {
      throw CommandException.wrong(said + ": it is a directory", "name a file in it");
    }
    if (!Files.isWritable(Files.exists(file) || directory == null ? file : directory)) {
      throw CommandException.failed(
          said + ": permission to write it is denied",
          "name a file that this user may write",
          null);
    }
  }

  private static LogWriter append(Options options, Path file) throws CommandException {
    check(options);
    try {
      return LogWriter.to(file);
    } catch (IOException e) {
      throw CommandException.failed(
          options.said("--log-file", file) + ": cannot be opened: " + e.getMessage(),
          "name a file that this user may write",
          e);
    }
  }

  @Override
  public void record(AccessEvent event) {
    var line =
        format == LogFormat.TEXT
            ? LogFormat.textLine(event, style.status(event.status(), LogFormat.status(event)))
            : format.line(event);
    if (line != null) {
      writer.write(line);
    }
  }

  /** Opens the file anew, as after a rotation. */
  public void reopen() {
    writer.reopen();
  }

  /** Returns when all is written, or cannot be. */
  @Override
  public void close() {
    writer.close();
  }
}
