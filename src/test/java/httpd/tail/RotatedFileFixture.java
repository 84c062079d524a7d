package httpd.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import httpd.line.Line;
import httpd.line.PositionedSource;
import httpd.tail.file.Position;
import httpd.tail.file.ReadPoint;
import httpd.testing.Take;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A file that is rotated step by step, and readers that took a position at each of the steps. */
abstract class RotatedFileFixture {

  /** What is done to the file between two lines; two older generations are kept. */
  enum Step {
    WRITE,
    RENAME_AND_CREATE,
    RENAME,
    COPY_AND_TRUNCATE,
    DELETE,
    DELETE_AND_CREATE
  }

  static final List<Step> STEPS = List.of(Step.values());

  /** Where a reader was, without a line: the number of the line before. */
  record ReadPoint(String position, int before, String when, int changes) {}

  @TempDir Path folder;

  final TailedFiles files = new TailedFiles(Clock.systemUTC());
  final List<ReadPoint> places = new ArrayList<>();
  final StringBuilder steps = new StringBuilder();
  Path file;
  int written;
  int changes;
  int found;
  int lost;

  void begin(String name) throws IOException {
    file = Files.createDirectory(folder.resolve(name)).resolve("app.log");
    Files.createFile(file);
    tick();
    written = 0;
    places.clear();
    steps.setLength(0);
  }

  void step(Step step) throws IOException {
    steps.append(' ').append(step);
    var older = file.resolveSibling("app.log.1");
    boolean there = Files.exists(file);
    if (there && step.name().matches("RENAME.*|COPY.*") && Files.exists(older)) {
      Files.move(older, file.resolveSibling("app.log.2"), StandardCopyOption.REPLACE_EXISTING);
    }
    switch (step) {
      case WRITE ->
          Files.writeString(
              file, text(++written) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      case RENAME_AND_CREATE, RENAME -> {
        if (there) {
          Files.move(file, older);
        }
      }
      case COPY_AND_TRUNCATE -> {
        if (there) {
          Files.copy(file, older);
          tick();
          Files.writeString(file, "");
        }
      }
      case DELETE, DELETE_AND_CREATE -> {
        Files.deleteIfExists(file);
        places.removeIf(place -> place.changes() < changes); // One that goes before its elders.
      }
    }
    if (step == Step.RENAME_AND_CREATE || step == Step.DELETE_AND_CREATE) {
      Files.createFile(file);
    }
    changes += step == Step.WRITE ? 0 : 1;
    tick();
  }

  void takePlaces() throws IOException {
    var tailed = files.file(file.toString());
    var now = tailed.last(0).position();
    if (Position.parse(now).offset() == 0) { // Otherwise a line stands before it.
      places.add(new ReadPoint(now, written, "now" + steps, changes));
    }
    var bounds = tailed.bounds();
    if (kept() == written - beforeOldest()) { // Otherwise some are lost already.
      places.add(
          new ReadPoint(bounds.oldest(), beforeOldest(), "oldest" + steps, changes - elders()));
    }
  }

  int kept() throws IOException {
    int lines = 0;
    for (var name : List.of("app.log.2", "app.log.1", "app.log")) {
      var kept = file.resolveSibling(name);
      lines += Files.exists(kept) ? Files.readAllLines(kept).size() : 0;
    }
    return lines;
  }

  int elders() throws IOException {
    int elders = 0;
    for (var name : List.of("app.log.2", "app.log.1")) {
      var elder = file.resolveSibling(name);
      elders += Files.exists(elder) && Files.size(elder) > 0 ? 1 : 0;
    }
    return elders;
  }

  int beforeOldest() throws IOException {
    for (var name : List.of("app.log.2", "app.log.1", "app.log")) {
      var kept = file.resolveSibling(name);
      if (Files.exists(kept) && Files.size(kept) > 0) {
        return Integer.parseInt(Files.readAllLines(kept).getFirst().substring(7)) - 1;
      }
    }
    return written;
  }

  void returnToAll() throws Exception {
    for (var place : places) {
      var resumed =
          new TailedFiles(Clock.systemUTC()).file(file.toString()).after(place.position());
      if (resumed instanceof Resumption.Found(var source)) {
        found++;
        assertGets(source, place);
      } else {
        lost++;
      }
    }
  }

  void assertResumes(String position, int before) throws Exception {
    var found =
        assertInstanceOf(Resumption.Found.class, files.file(file.toString()).after(position));
    assertGets(found.source(), new ReadPoint(position, before, "position" + steps, changes));
  }

  void assertGets(PositionedSource source, ReadPoint place) throws Exception {
    try (source) {
      for (int number = place.before() + 1; number <= written; number++) {
        assertEquals(text(number), next(source, place), () -> place + " after" + steps);
      }
    }
  }

  Object next(PositionedSource source, ReadPoint place) throws Exception {
    try {
      return Take.next(source) instanceof Line line ? line.text() : "no line";
    } catch (AssertionError nothing) {
      throw new AssertionError(place + " after" + steps, nothing);
    }
  }

  static String text(int number) {
    return "number " + number;
  }

  /** Until a change of the folder is not taken for the last rename in it. */
  void afterRotation() throws IOException {
    var later = Instant.now().plusMillis(30);
    while (Instant.now().isBefore(later)) {
      tick();
    }
  }

  /** Until files get a later time: twice within a tick of the kernel's clock is no order. */
  void tick() throws IOException {
    var probe = folder.resolve("probe");
    var before = Files.getLastModifiedTime(Files.writeString(probe, "."));
    while (Files.getLastModifiedTime(Files.writeString(probe, ".")).compareTo(before) <= 0) {
      Thread.onSpinWait();
    }
  }
}
