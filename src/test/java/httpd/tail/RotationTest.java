package httpd.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.testing.Take;
import httpd.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A writer appends the numbers from 1 on while its file is rotated in every way there is; readers
 * come, leave and return. What each has got must be all numbers in order, none twice, none missing.
 */
class RotationTest {

  private static final int ROUNDS = 60;
  private static final int READERS = 4;
  private static final ZoneId ZONE = ZoneId.of("UTC");

  @TempDir Path folder;

  private final List<Reader> readers = new ArrayList<>();
  private final MovedClock clock = new MovedClock();
  private TailedFiles files = new TailedFiles(clock);
  private Random random;
  private int written;
  private int copies;

  /** A clock that a test moves. */
  private static final class MovedClock extends Clock {
    private volatile Instant now = Instant.parse("2026-01-01T12:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZONE;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  /** One who wants every number, and keeps the position of the last across its absences. */
  private final class Reader {
    private final String name;
    private PositionedSource source;
    private String position;
    private int last;

    Reader(String name) {
      this.name = name;
    }

    void come() throws Exception {
      if (source != null) {
        return;
      }
      var file = files.file(name);
      if (position == null) {
        source = file.last(0);
        position = source.position();
        last = written; // It gets what comes after that.
      } else if (file.after(position) instanceof Topic.Resumption.Found(var found)) {
        source = found;
      } else {
        throw new AssertionError(
            "reader of " + last + " cannot go on behind " + position + ": " + file.after(position));
      }
      if (source.poll(() -> {}) instanceof Line line) {
        got(line);
      }
    }

    private void got(Line line) {
      assertEquals(text(last + 1), line.text());
      last++;
      position = source.position();
    }

    /** Takes at most so many; says which number came in place of which. */
    void take(int most) throws Exception {
      for (int i = 0; i < most && last < written; i++) {
        switch (Take.next(source)) {
          case Line line -> got(line);
          case Poll other -> throw new AssertionError("after " + last + ": " + other);
        }
      }
    }

    void leave() {
      if (source != null) {
        source.close();
        source = null;
      }
    }
  }

  @AfterEach
  void leave() {
    readers.forEach(Reader::leave);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  @DisplayName(
      "T-20 T-22 readers that come and go across rotations get every number once and in order")
  void rotations(long seed) throws Exception {
    play(seed, folder.resolve("app.log"), "app.log");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @DisplayName("T-24 readers get every number once across changes of the date")
  void dates(long seed) throws Exception {
    play(seed, null, "feed/%Y-%m-%d.jsonl");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @DisplayName("T-25 readers get every number once across the files of a pattern")
  void patterns(long seed) throws Exception {
    play(seed, null, "logs/*.log");
  }

  private void play(long seed, Path file, String name) throws Exception {
    random = new Random(seed);
    Files.createDirectories(folder.resolve("feed"));
    Files.createDirectories(folder.resolve("logs"));
    var step = new StringBuilder();
    try {
      Rotation rotation =
          file != null ? new ByName(file) : name.contains("%") ? new ByDate() : new ByPattern();
      write(rotation.file());
      for (int i = 0; i < READERS; i++) {
        readers.add(new Reader(folder.resolve(name).toString()));
      }
      for (int round = 0; round < ROUNDS; round++) {
        step.setLength(step.length() > 1500 ? 0 : step.length());
        step.append("; seed ")
            .append(seed)
            .append(", round ")
            .append(round)
            .append(": ")
            .append(written)
            .append(" ");
        if (round == ROUNDS / 2) {
          restart();
        }
        comeAndGo();
        for (int i = random.nextInt(3); i >= 0; i--) {
          write(rotation.file());
          takeSome();
        }
        step.append(rotation.turn());
      }
      step.append("at the end");
      for (var reader : readers) {
        reader.come();
      }
      write(rotation.file());
      for (var reader : readers) {
        reader.take(Integer.MAX_VALUE);
      }
    } catch (Exception | AssertionError e) {
      throw new AssertionError(step + ": " + e.getMessage() + listing(), e);
    }
  }

  private String listing() throws IOException {
    var text = new StringBuilder();
    try (var all = Files.walk(folder)) {
      for (var path : all.filter(Files::isRegularFile).toList()) {
        var lines = Files.readAllLines(path);
        text.append("\n  ")
            .append(path.getFileName())
            .append(" ")
            .append(Files.getAttribute(path, "unix:ino"))
            .append(" ")
            .append(Files.getLastModifiedTime(path))
            .append(" ")
            .append(lines.isEmpty() ? "" : lines.getFirst() + " to " + lines.getLast());
      }
    }
    return text.toString();
  }

  private interface Rotation {
    Path file();

    String turn() throws Exception;
  }

  /** As logrotate does it. */
  private final class ByName implements Rotation {
    private final Path file;

    ByName(Path file) {
      this.file = file;
    }

    @Override
    public Path file() {
      return file;
    }

    @Override
    public String turn() throws Exception {
      return switch (random.nextInt(5)) {
        case 0 -> rename();
        case 1 -> copyAndTruncate();
        case 2 -> deleteAndMakeAnew();
        case 3 -> renameWithDate();
        default -> "left alone";
      };
    }

    private String rename() throws IOException {
      shift();
      Files.move(file, folder.resolve("app.log.1"));
      if (random.nextBoolean()) {
        Files.createFile(file);
        tick();
      }
      return "renamed";
    }

    private String copyAndTruncate() throws IOException {
      shift();
      Files.copy(file, folder.resolve("app.log.1"));
      tick();
      Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
          .close();
      tick();
      return "copied and truncated";
    }

    private String deleteAndMakeAnew() throws Exception {
      all();
      Files.delete(file);
      write(file);
      all(); // A position in the deleted file would have nothing to be found by.
      return "deleted and made anew";
    }

    private String renameWithDate() throws IOException {
      Files.move(file, folder.resolve(String.format(Locale.ROOT, "app.log-2026%04d", ++copies)));
      write(file);
      return "renamed with a date";
    }

    private void shift() throws IOException {
      for (int i = 200; i >= 1; i--) {
        var from = folder.resolve("app.log." + i);
        if (Files.exists(from)) {
          Files.move(from, folder.resolve("app.log." + (i + 1)), StandardCopyOption.ATOMIC_MOVE);
        }
      }
    }

    private void all() throws Exception {
      for (var reader : readers) {
        reader.come();
        reader.take(Integer.MAX_VALUE);
      }
    }
  }

  /** A writer with a file for each day. */
  private final class ByDate implements Rotation {
    @Override
    public Path file() {
      return folder.resolve("feed/" + clock.now.atZone(ZONE).toLocalDate() + ".jsonl");
    }

    @Override
    public String turn() throws Exception {
      UnaryOperator<Instant> later = now -> now.plus(Duration.ofDays(1 + random.nextInt(2)));
      if (random.nextBoolean()) {
        clock.now = later.apply(clock.now);
        return "midnight";
      }
      return "the same day";
    }
  }

  private final class ByPattern implements Rotation {
    private int number = 100;

    @Override
    public Path file() {
      return folder.resolve("logs/app-" + number + ".log");
    }

    @Override
    public String turn() {
      if (random.nextBoolean()) {
        number++;
        return "a new file";
      }
      return "the same file";
    }
  }

  /** As after kill -9: nothing of the old one is used any more. */
  private void restart() {
    readers.forEach(Reader::leave);
    files = new TailedFiles(clock);
  }

  private void comeAndGo() throws Exception {
    for (var reader : readers) {
      switch (random.nextInt(4)) {
        case 0 -> reader.leave();
        case 1 -> {
          reader.leave();
          reader.come();
        }
        default -> reader.come();
      }
    }
  }

  private void takeSome() throws Exception {
    for (var reader : readers) {
      if (reader.source != null) {
        reader.take(random.nextInt(40));
      }
    }
  }

  private void write(Path file) throws IOException {
    var text = new StringBuilder();
    for (int i = random.nextInt(random.nextInt(10) == 0 ? 2000 : 20); i >= 0; i--) {
      text.append(text(++written)).append('\n');
    }
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    tick();
  }

  /** Twice within a tick of the kernel's clock is no order: waits until files get a later time. */
  private void tick() throws IOException {
    var probe = folder.resolve("probe");
    var before = Files.getLastModifiedTime(Files.writeString(probe, "."));
    while (Files.getLastModifiedTime(Files.writeString(probe, ".")).compareTo(before) <= 0) {
      Thread.onSpinWait();
    }
  }

  private static String text(int number) {
    return "number " + number;
  }
}
