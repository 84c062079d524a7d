package httpd.source.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who is in a process group, as {@code /proc} of Linux has it. A process that has ended, and that
 * init has not waited for yet, still counts for {@code kill(2)}, though nothing of it runs.
 */
final class GroupMembers {

  private static final Path PROC = Path.of("/proc");
  private static final int STATE = 0;
  private static final int GROUP = 2;

  private GroupMembers() {}

  /** Whether anybody of the group still runs; true also where nobody can tell. */
  static boolean anyRuns(int group) {
    if (!Files.isReadable(PROC.resolve("self/stat"))) {
      return true;
    }
    try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var process : processes) {
        if (runs(process.resolve("stat"), Integer.toString(group))) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException unreadable) {
      return true;
    }
  }

  /** The fields behind the name, which may have blanks and brackets in it: proc_pid_stat(5). */
  private static boolean runs(Path stat, String group) {
    try {
      var line = Files.readString(stat, StandardCharsets.ISO_8859_1);
      var fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      return fields[GROUP].equals(group)
          && !fields[STATE].equals("Z")
          && !fields[STATE].equals("X");
    } catch (IOException hasGoneMeanwhile) {
      return false;
    }
  }
}
