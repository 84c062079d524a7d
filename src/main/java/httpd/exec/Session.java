package httpd.exec;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a process comes to lead a session, and so a process group, of its own: through {@code setsid}
 * of util-linux or BusyBox, or through perl where there is none (macOS). Both become the program,
 * so the id of the process is the id of its group.
 */
final class Session {

  private static final List<String> SETSID = List.of("setsid");
  private static final List<String> PERL =
      List.of(
          "perl",
          "-MPOSIX",
          "-e",
          "POSIX::setsid(); exec { $ARGV[0] } @ARGV or (warn(\"$ARGV[0]: $!\\n\"), exit 127)");

  private Session() {}

  /** The arguments with what makes them a session in front. */
  static List<String> leading(List<String> arguments) throws IOException {
    var all = new ArrayList<>(prefix());
    all.addAll(arguments);
    return all;
  }

  private static List<String> prefix() throws IOException {
    if (isOnPath("setsid")) {
      return SETSID;
    }
    if (isOnPath("perl")) {
      return PERL;
    }
    throw new IOException(
        "found neither setsid (util-linux) nor perl on the PATH; without one of them a command"
            + " could not be ended with all it has started");
  }

  private static boolean isOnPath(String program) {
    var path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    for (var folder : path.split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
