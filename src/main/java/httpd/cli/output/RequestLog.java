package httpd.cli.output;

import httpd.cli.error.CommandException;
import httpd.cli.option.LogChoice;
import httpd.cli.option.Options;
import httpd.server.AccessEvent;
import httpd.server.AccessLog;
import httpd.server.log.LogFormat;
import httpd.server.log.LogWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The access log that the options choose: on standard output or in a file. */
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
   * Opens the log in the file of the options, or on the console: on standard output, unless that
   * has a copy of standard input. Then it is on standard error if the options ask for a log.
   *
   * @return null for no log
   */
  public static @Nullable RequestLog open(Options options, Console console, boolean copied)
      throws CommandException {
    var format = options.log().format();
    if (format == null) {
      return null;
    }
    var file = options.logFile();
    if (file != null) {
      return new RequestLog(format, append(options, file), TextStyle.PLAIN);
    }
    if (!copied) {
      return new RequestLog(format, LogWriter.to(console.log()), console.outStyle());
    }
    return options.isGiven("--log")
        ? new RequestLog(format, LogWriter.to(console.err()), console.style())
        : null;
  }

  /** Checks whether the log file can be written, without opening it. */
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
          "create it, or name a file in a directory that exists");
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

  public void reopen() {
    writer.reopen();
  }

  @Override
  public void close() {
    writer.close();
  }
}
