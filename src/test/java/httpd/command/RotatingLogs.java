package httpd.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Logs whose writers count, and that are rotated at random, each in a way of its own: renamed to
 * numbers, the old ones compressed; copied and truncated; renamed to dates.
 */
final class RotatingLogs {

  /** Numbers up to which rotated files are kept as they are: clients that come back need them. */
  private static final int PLAIN = 4;

  private static final int MOST = 7;

  private final Path directory;
  private final Random random;
  private final List<Log> logs = new ArrayList<>();

  private static final class Log {
    final Path file;
    final int kind;
    OutputStream writer;
    int written;
    int rotations;

    Log(Path file, int kind) {
      this.file = file;
      this.kind = kind;
    }
  }

  RotatingLogs(Path directory, int count, long seed) throws IOException {
    this.directory = directory;
    this.random = new Random(seed);
    for (int i = 0; i < count; i++) {
      add(i % 4 == 0 ? "part/log" + i + ".log" : "log" + i + ".log");
    }
  }

  /** Creates a log with a first line, which clients that come later do not get. */
  private void add(String name) throws IOException {
    var log = create(name);
    log.writer.write("before\n".getBytes(UTF_8));
  }

  /** Creates a log while clients wait for it. */
  void addLate(String name) throws IOException {
    write(create(name), 1);
  }

  private Log create(String name) throws IOException {
    var log = new Log(directory.resolve(name), logs.size() % 3);
    Files.createDirectories(log.file.getParent());
    open(log);
    logs.add(log);
    return log;
  }

  private static void open(Log log) throws IOException {
    log.writer =
        Files.newOutputStream(log.file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  List<String> names() {
    return logs.stream().map(log -> directory.relativize(log.file).toString()).toList();
  }

  int written(int index) {
    return logs.get(index).written;
  }

  int rotations() {
    return logs.stream().mapToInt(log -> log.rotations).sum();
  }

  /** Writes some lines to one log, or rotates it. */
  void step() throws IOException {
    var log = logs.get(random.nextInt(logs.size()));
    if (random.nextInt(12) == 0) {
      rotate(log);
    } else {
      write(log, 1 + random.nextInt(4));
    }
  }

  /** Writes one more line to each. */
  void finish() throws IOException {
    for (var log : logs) {
      write(log, 1);
      log.writer.close();
    }
  }

  private static void write(Log log, int lines) throws IOException {
    var text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append("line ").append(++log.written).append('\n');
    }
    log.writer.write(text.toString().getBytes(UTF_8));
  }

  private void rotate(Log log) throws IOException {
    log.rotations++;
    switch (log.kind) {
      case 0 -> {
        shift(log);
        Files.move(log.file, numbered(log, 1));
        reopen(log);
      }
      case 1 -> {
        shift(log);
        Files.copy(log.file, numbered(log, 1));
        log.writer.close();
        Files.newOutputStream(log.file, StandardOpenOption.TRUNCATE_EXISTING).close();
        open(log);
      }
      default -> {
        var date = LocalDate.of(2026, 1, 1).plusDays(log.rotations);
        var name = String.valueOf(log.file.getFileName());
        var stamp = "-" + DateTimeFormatter.BASIC_ISO_DATE.format(date) + ".log";
        Files.move(log.file, log.file.resolveSibling(name.replace(".log", stamp)));
        reopen(log);
      }
    }
  }

  /** Its writer notices a rename a little later, as one that is sent a signal. */
  private void reopen(Log log) throws IOException {
    if (random.nextBoolean()) {
      write(log, 1);
    }
    log.writer.close();
    open(log);
  }

  private void shift(Log log) throws IOException {
    for (int number = MOST; number >= 1; number--) {
      var file = numbered(log, number);
      var compressed = Path.of(file + ".gz");
      if (Files.exists(compressed)) {
        if (number == MOST) {
          Files.delete(compressed);
        } else {
          Files.move(compressed, Path.of(numbered(log, number + 1) + ".gz"));
        }
      }
      if (Files.exists(file)) {
        Files.move(file, numbered(log, number + 1));
      }
    }
    compress(numbered(log, PLAIN + 1));
  }

  private static void compress(Path file) throws IOException {
    if (Files.exists(file)) {
      try (var out = new GZIPOutputStream(Files.newOutputStream(Path.of(file + ".gz")))) {
        Files.copy(file, out);
      }
      Files.delete(file);
    }
  }

  private static Path numbered(Log log, int number) {
    return Path.of(log.file + "." + number);
  }
}
