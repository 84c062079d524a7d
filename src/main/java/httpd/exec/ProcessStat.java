package httpd.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What Linux shows of a process in {@code /proc}: proc_pid_stat(5).
 *
 * @param state {@code Z} for a zombie, {@code X} for one that is being removed
 * @param started in ticks since the machine was started; with the id it names a process for good
 */
record ProcessStat(int id, String state, int parent, int group, String started) {

  private static final Path PROC = Path.of("/proc");

  // Fields counted from the one after the name.
  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int GROUP = 2;
  private static final int STARTED = 19;

  /** Whether this system has such files. */
  static boolean isAvailable() {
    return Files.isReadable(PROC.resolve("self/stat"));
  }

  /** The folders of all processes; to be closed. */
  @SuppressWarnings("StreamResourceLeak") // The caller closes it.
  static DirectoryStream<Path> folders() throws IOException {
    return Files.newDirectoryStream(PROC, "[0-9]*");
  }

  /** What the folder of a process shows; null if the process has gone meanwhile. */
  static @Nullable ProcessStat of(Path folder) {
    try {
      return parse(Files.readString(folder.resolve("stat"), ISO_8859_1));
    } catch (IOException hasGone) {
      return null;
    }
  }

  /** The name is in brackets, and may have blanks and brackets in it. */
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

  /** Whether it has not ended. */
  boolean runs() {
    return !isZombie() && !state.equals("X");
  }
}
