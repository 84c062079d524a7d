package httpd.exec.posix;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a command lead a session, and so a process group, of its own: through {@code setsid} of
 * util-linux or BusyBox, or through perl where there is no setsid (macOS). Both replace themselves
 * by the command, so the id of the process is the id of its group.
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

  static List<String> leading(List<String> arguments) throws IOException {
    return leading(arguments, System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
  }

  static List<String> leading(List<String> arguments, String path) throws IOException {
    var all = new ArrayList<>(prefix(path));
    all.addAll(arguments);
    return all;
  }

  private static List<String> prefix(String path) throws IOException {
    if (has(path, "setsid")) {
      return SETSID;
    }
    if (has(path, "perl")) {
      return PERL;
    }
    throw new IOException(
        "found neither setsid (util-linux) nor perl on the PATH; without one of them a command"
            + " and its child processes cannot be ended together");
  }

  private static boolean has(String path, String program) {
    for (var directory : path.split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }
}
