package httpd.exec;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;

/**
 * Who is in a process group, as {@code /proc} of Linux has it. A process that has ended, and that
 * init has not waited for yet, still counts for {@code kill(2)}, though nothing of it runs.
 */
final class GroupMembers {

  private GroupMembers() {}

  /** Whether a process of the group still runs; true also where the system does not show it. */
  static boolean anyRuns(int group) {
    if (!ProcessStat.isAvailable()) {
      return true;
    }
    try (var processes = ProcessStat.folders()) {
      for (var process : processes) {
        var stat = ProcessStat.of(process);
        if (stat != null && stat.group() == group && stat.runs()) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException unreadable) {
      return true;
    }
  }
}
