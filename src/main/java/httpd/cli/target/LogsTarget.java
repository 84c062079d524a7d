package httpd.cli.target;

import httpd.Handler;
import httpd.live.Presentation;
import httpd.logs.LogDirectory;
import httpd.logs.LogsHandler;
import httpd.route.TargetException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The logs in a directory, or those that a glob matches: {@code tail:DIRECTORY/}. */
record LogsTarget(LogDirectory logs, Presentation presentation) implements LiveTarget {

  private static final Pattern DATE = Pattern.compile("%[A-Za-z]");
  private static final String HINT =
      "tail:DIRECTORY/ has the logs in it, tail:'DIRECTORY/*.log/' those that match";

  /** Whether what stands after {@code tail:} is a directory or a glob for many files. */
  static boolean isMeant(String rest) {
    return rest.endsWith("/");
  }

  static LogsTarget of(String rest) throws TargetException {
    int end = rest.length();
    while (end > 1 && rest.charAt(end - 1) == '/') {
      end--;
    }
    var path = rest.substring(0, end);
    var mistake = MissingFileHint.shell(path).or(() -> MissingFileHint.encoding(path));
    if (mistake.isPresent()) {
      throw TargetException.wrong(rest + ": no such directory", mistake.get());
    }
    try {
      return new LogsTarget(checked(LogDirectory.parse(rest), path), Presentation.DEFAULT);
    } catch (InvalidPathException e) {
      throw TargetException.wrong(rest + " is not a directory: " + e.getReason(), HINT);
    } catch (PatternSyntaxException e) {
      throw TargetException.wrong(rest + " is not a pattern: " + e.getDescription(), HINT);
    }
  }

  private static LogDirectory checked(LogDirectory logs, String name) throws TargetException {
    var directory = logs.path();
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw TargetException.wrong(
          directory + " is not a directory", "write tail:" + directory + " to follow one file");
    }
    if (!Files.exists(directory) && DATE.matcher(name).find()) {
      throw TargetException.wrong(
          logs + ": a date stands for the name of one file",
          "write tail:" + name + " without the slash, or * in place of the date");
    }
    new FileArgument(directory.toString(), "", null).directory();
    if (!Files.isReadable(directory)) {
      throw TargetException.failed(
          "permission to list the directory " + directory + " is denied",
          "`namei -l %s` shows who may; httpd runs as %s"
              .formatted(directory, System.getProperty("user.name")),
          null);
    }
    return logs;
  }

  @Override
  public LogsTarget shown(Presentation presentation) {
    return new LogsTarget(logs, presentation);
  }

  @Override
  public Handler open() {
    return new LogsHandler(toString(), logs, presentation);
  }

  @Override
  public String toString() {
    return named(logs.toString());
  }
}
