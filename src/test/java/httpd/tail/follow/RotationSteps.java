package httpd.tail.follow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;

/**
 * Rotations of one file taken to pieces: each step is one system call of the writer or of the one
 * who rotates. The writer writes numbers, of lines that are equally long now and then.
 */
final class RotationSteps {

  enum Kind {
    RENAME,
    RENAME_LATE_CREATION,
    COPY_AND_TRUNCATE,
    RENAME_WITH_DATE
  }

  private interface Step {
    void run() throws IOException;
  }

  private record NamedStep(String name, Step step) {}

  private final Path folder;
  private final Path file;
  private final boolean timed;
  private final Queue<NamedStep> steps = new ArrayDeque<>();
  private final StringBuilder log = new StringBuilder();
  private Instant time = Instant.parse("2026-01-01T00:00:00Z");
  private int dates;
  private int rotations;
  private int written;

  /**
   * A file with a line in it, and two older ones.
   *
   * @param timed whether each write is later than the one before; otherwise most fall into one tick
   *     of the file system's clock
   */
  RotationSteps(Path folder, boolean timed, List<Kind> kinds) throws IOException {
    this.folder = folder;
    this.file = folder.resolve("app.log");
    this.timed = timed;
    for (int i = 2; i >= 1; i--) {
      var old = Files.writeString(folder.resolve("app.log." + i), "old " + i + "\n");
      Files.setLastModifiedTime(old, FileTime.from(time.minusSeconds(i)));
    }
    write();
    kinds.forEach(this::plan);
  }

  Path file() {
    return file;
  }

  int written() {
    return written;
  }

  static String line(int number) {
    return String.format(
        Locale.ROOT, "number %04d%s", number, number % 3 == 0 ? "x".repeat(700) : "");
  }

  boolean isDone() {
    return steps.isEmpty();
  }

  int left() {
    return steps.size();
  }

  void next() throws IOException {
    var step = steps.remove();
    log.append(", ").append(step.name());
    step.step().run();
  }

  void note(String what) {
    log.append(", ").append(what);
  }

  @Override
  public String toString() {
    return log.toString();
  }

  private void plan(Kind kind) {
    add("write", this::write);
    if (kind == Kind.RENAME_WITH_DATE) {
      var dated = folder.resolve(String.format(Locale.ROOT, "app.log-2026%04d", ++dates));
      add("rename with date", () -> Files.move(file, dated));
    } else {
      if (rotations == 0) {
        add("delete the oldest", () -> Files.delete(folder.resolve("app.log.2")));
      }
      for (int i = rotations + 2; i >= 1; i--) {
        int number = i;
        add("shift " + i, () -> shift(number));
      }
      rotations++;
      if (kind == Kind.COPY_AND_TRUNCATE) {
        planCopy();
      } else {
        add("rename", () -> Files.move(file, numbered(1)));
      }
    }
    if (kind == Kind.RENAME) {
      add("create", () -> touch(Files.createFile(file)));
    }
    add("write", this::write);
  }

  private void planCopy() {
    add("create copy", () -> touch(Files.createFile(numbered(1))));
    add("copy half", () -> copy(Files.size(file) / 2));
    add("write while copied", this::write);
    add("copy the rest", () -> copy(Files.size(file)));
    add("truncate", () -> touch(Files.write(file, new byte[0])));
  }

  private void add(String name, Step step) {
    steps.add(new NamedStep(name, step));
  }

  private Path numbered(int number) {
    return folder.resolve("app.log." + number);
  }

  private void shift(int number) throws IOException {
    if (Files.exists(numbered(number))) {
      Files.move(numbered(number), numbered(number + 1), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private void copy(long end) throws IOException {
    var bytes = Files.readAllBytes(file);
    var copy = numbered(1);
    var more = Arrays.copyOfRange(bytes, (int) Files.size(copy), (int) end);
    touch(Files.write(copy, more, StandardOpenOption.APPEND));
  }

  private void write() throws IOException {
    var line = line(++written) + "\n";
    touch(Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  private void touch(Path path) throws IOException {
    if (timed) {
      time = time.plusMillis(10);
      Files.setLastModifiedTime(path, FileTime.from(time));
    }
  }
}
