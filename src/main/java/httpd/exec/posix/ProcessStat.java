package httpd.exec.posix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The state of a process as Linux shows it in {@code /proc}: proc_pid_stat(5).
 *
 * @param state {@code Z} for a zombie, {@code X} for a process that is being removed
 * @param started in ticks since the machine started; with the id it identifies a process for good
 */
record ProcessStat(int id, String state, int parent, int group, String started) {

  private static final Path PROC = Path.of("/proc");

  // Fields counted from the one after the name.
  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int GROUP = 2;
  private static final int STARTED = 19;

  /**
   * Whether a process of the group has not ended; true also where the system does not show it. A
   * zombie still counts for {@code kill(2)}, but not here.
   */
  static boolean anyRunsIn(int group) {
    try {
      return !Files.isReadable(PROC.resolve("self/stat"))
          || !all(stat -> stat.group == group && stat.runs()).isEmpty();
    } catch (IOException unreadable) {
      return true;
    }
  }

  /** Whether a process has exited, and waits for its parent; false where that is not shown. */
  static boolean isZombie(int id) {
    var stat = of(PROC.resolve(Integer.toString(id)));
    return stat != null && stat.isZombie();
  }

  static Set<ProcessStat> all(Predicate<ProcessStat> test) throws IOException {
    var found = new HashSet<ProcessStat>();
    try (var directories = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var directory : directories) {
        var stat = of(directory);
        if (stat != null && test.test(stat)) {
          found.add(stat);
        }
      }
      return found;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static @Nullable ProcessStat of(Path directory) {
    try {
      return parse(Files.readString(directory.resolve("stat"), ISO_8859_1));
    } catch (IOException gone) {
      return null;
    }
  }

  /** The name is in brackets, and may contain blanks and brackets. */
  private static @Nullable ProcessStat parse(String line) {
    int name = line.lastIndexOf(')');
    if (name < 0) {
      return null;
    }
    var fields = line.substring(name + 2).split(" ");
    return new ProcessStat(
        Integer.parseInt(line.substring(0, line.indexOf(' '))),
        fields[STATE],
        Integer.parseInt(fields[PARENT]),
        Integer.parseInt(fields[GROUP]),
        fields[STARTED]);
  }

  boolean isZombie() {
    return state.equals("Z");
  }

  private boolean runs() {
    return !isZombie() && !state.equals("X");
  }
}
