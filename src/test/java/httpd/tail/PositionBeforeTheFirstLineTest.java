package httpd.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Poll;
import httpd.testing.Take;
import httpd.topic.Topic.Resumption;
import java.nio.file.Files;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SPEC T-60 to T-64: a reader takes a position at each step of rotations, has no line, and returns
 * at each later step, to the same server or to one that was started since. It gets every line that
 * was written after its position, or is told that it cannot.
 */
class PositionBeforeTheFirstLineTest extends StepsOfAFile {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @DisplayName("T-60 a returning reader gets every line after its position, or learns of the loss")
  void randomSteps(long seed) throws Exception {
    var random = new Random(seed);
    for (int play = 0; play < 3; play++) {
      begin("play-" + play);
      for (int i = 0; i < 10; i++) {
        step(random.nextInt(3) == 0 ? Step.WRITE : STEPS.get(random.nextInt(STEPS.size())));
        takePlaces();
        returnToAll();
      }
    }
    assertTrue(found > 10 && lost > 10, found + " found, " + lost + " lost");
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  @DisplayName("T-60 a reader returns after every pair of steps, with and without a line between")
  void pairsOfSteps(Step first) throws Exception {
    for (var second : STEPS) {
      for (int lines = 0; lines < 8; lines += 2) {
        begin(second + "-" + lines);
        for (int i = 0; i < 3; i++) {
          if ((lines >> i & 1) == 1) {
            step(Step.WRITE);
          }
          takePlaces();
          step(i == 0 ? first : second);
          takePlaces();
        }
        step(Step.WRITE);
        returnToAll();
      }
    }
  }

  @Test
  @DisplayName("T-61 the position in an empty file stays valid while the file is the same")
  void emptyFileThatGrows() throws Exception {
    begin("same");
    for (int round = 0; round < 4; round++) {
      step(Step.RENAME_AND_CREATE); // The inode of the oldest one comes back, as often as not.
      var place = files.file(file.toString()).last(0).position();
      assertResumes(place, written);
      for (int i = 0; i < 3; i++) {
        step(Step.WRITE);
        assertResumes(place, written - i - 1);
      }
    }
  }

  @Test
  @DisplayName("T-61 the position in a file emptied by a copy stays valid until the next copy")
  void emptyFileAfterACopy() throws Exception {
    begin("copied");
    step(Step.WRITE);
    step(Step.COPY_AND_TRUNCATE);
    int before = written;
    var place = files.file(file.toString()).last(0).position();
    step(Step.WRITE);
    assertResumes(place, before);
    step(Step.COPY_AND_TRUNCATE);
    assertInstanceOf(Resumption.Lost.class, files.file(file.toString()).after(place));
  }

  @Test
  @DisplayName("T-65 a copy compressed since shows a truncation, an older one does not")
  void compressedCopy() throws Exception {
    begin("compressed");
    Files.writeString(file.resolveSibling("app.log.2.gz"), "older");
    tick();
    Files.writeString(file, "");
    var place = files.file(file.toString()).last(0).position();
    step(Step.WRITE);
    assertResumes(place, 0);
    step(Step.COPY_AND_TRUNCATE);
    Files.move(file.resolveSibling("app.log.1"), file.resolveSibling("app.log.1.gz"));
    step(Step.WRITE);
    assertInstanceOf(Resumption.Lost.class, files.file(file.toString()).after(place));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "app.log.1.gz"})
  @DisplayName(
      "T-65, T-65.3 a missing number among the rotated files is a loss, until the reader is past"
          + " it")
  void missingNumber(String compressed) throws Exception {
    begin("missing" + compressed);
    for (int i = 0; i < 3; i++) {
      step(Step.WRITE);
      step(i < 2 ? Step.RENAME_AND_CREATE : Step.WRITE);
    }
    var tailed = files.file(file.toString());
    var oldest = tailed.bounds().oldest();
    assertResumes(oldest, 0);
    var first = tailed.last(9).position();
    var gone = file.resolveSibling("app.log.1");
    afterRotation();
    if (compressed.isEmpty()) {
      Files.delete(gone);
    } else {
      Files.move(gone, gone.resolveSibling(compressed));
    }
    assertInstanceOf(Resumption.Lost.class, tailed.after(oldest));
    assertResumes(first, 2);
    assertResumes(tailed.bounds().oldest(), 2);
    if (tailed.after("0") instanceof Resumption.Found(var all)) {
      assertEquals(text(1), Take.line(all)); // All that there is.
      all.close();
    }
  }

  @Test
  @DisplayName("T-65 an unfinished rotation is not a loss, nor are ascending numbers")
  void stepsAndNumbers() throws Exception {
    begin("steps");
    for (int i = 0; i < 2; i++) {
      step(Step.WRITE);
      step(Step.RENAME_AND_CREATE);
    }
    step(Step.WRITE);
    var tailed = files.file(file.toString());
    var oldest = tailed.bounds().oldest();
    Files.move(file.resolveSibling("app.log.2"), file.resolveSibling("app.log.3"));
    Files.move(file.resolveSibling("app.log.1"), file.resolveSibling("app.log.2"));
    assertResumes(oldest, 0);
    tick();
    Files.move(file.resolveSibling("app.log.3"), file.resolveSibling("app.log.4"));
    Files.move(file.resolveSibling("app.log.2"), file.resolveSibling("app.log.5"));
    Files.delete(Files.createFile(file.resolveSibling("other")));
    assertResumes(oldest, 0);
  }

  @Test
  @DisplayName("T-62 the beginning of a file with lines is found in its copy, not in another file")
  void beginningWithLines() throws Exception {
    begin("lines");
    step(Step.WRITE);
    var place = files.file(file.toString()).last(5).position();
    step(Step.COPY_AND_TRUNCATE);
    step(Step.WRITE);
    assertResumes(place, 0);
    Files.writeString(file, ""); // Truncated in place, and its copy deleted.
    Files.delete(file.resolveSibling("app.log.1"));
    step(Step.WRITE);
    assertInstanceOf(Resumption.Lost.class, files.file(file.toString()).after(place));
  }

  @Test
  @DisplayName("T-63 a position without a file is lost once a file has come and gone")
  void noFile() throws Exception {
    begin("none");
    Files.delete(file);
    tick();
    var place = files.file(file.toString()).last(0).position();
    assertInstanceOf(Resumption.Found.class, files.file(file.toString()).after(place));
    step(Step.WRITE);
    assertInstanceOf(Resumption.Lost.class, files.file(file.toString()).after(place));
    step(Step.DELETE);
    assertInstanceOf(Resumption.Lost.class, files.file(file.toString()).after(place));
  }

  @Test
  @DisplayName("T-63 a reader that waits for a file gets all of it")
  void waited() throws Exception {
    begin("waited");
    Files.delete(file);
    try (var source = files.file(file.toString()).last(0)) {
      step(Step.WRITE);
      assertEquals(text(written), Take.line(source));
    }
  }

  @Test
  @DisplayName("T-63 while one reader waits there, others continue at the first file")
  void waitedBeside() throws Exception {
    begin("beside");
    Files.delete(file);
    var tailed = files.file(file.toString());
    try (var waiting = tailed.last(0)) {
      var place = waiting.position();
      assertEquals(Poll.PENDING, waiting.poll(() -> {}));
      step(Step.WRITE);
      assertResumes(place, written - 1);
      assertEquals(text(written), Take.line(waiting));
      assertResumes(place, written - 1);
      step(Step.WRITE);
      assertResumes(place, written - 2);
      step(Step.DELETE_AND_CREATE);
      step(Step.WRITE);
      assertInstanceOf(Resumption.Lost.class, tailed.after(place));
    }
  }

  @Test
  @DisplayName("T-64 the oldest position that a loss names is a position, which may be lost later")
  void oldestOfALoss() throws Exception {
    begin("oldest");
    step(Step.WRITE);
    var oldest = files.file(file.toString()).bounds().oldest();
    assertResumes(oldest, 0);
    for (int i = 0; i < 3; i++) {
      step(Step.RENAME_AND_CREATE);
      step(Step.WRITE);
    }
    assertInstanceOf(Resumption.Lost.class, files.file(file.toString()).after(oldest));
  }

  @Test
  @DisplayName("T-64 a reader of everything gets the position of the oldest line")
  void everything() throws Exception {
    begin("all");
    step(Step.WRITE);
    if (files.file(file.toString()).after("0") instanceof Resumption.Found(var source)) {
      assertEquals(files.file(file.toString()).bounds().oldest(), source.position());
      source.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "0-0-0", "0-1hxq3m2q0w-0", "0-1hxq3m2q0w-1z141z3", "2s-5k3m1x0qz-8f"})
  @DisplayName("T-60 positions of earlier versions are valid")
  void earlier(String position) throws Exception {
    begin("earlier");
    step(Step.WRITE);
    var resumed = files.file(file.toString()).after(position);
    assertEquals(position.equals("0"), resumed instanceof Resumption.Found, resumed::toString);
  }
}
