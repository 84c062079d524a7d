package httpd.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import httpd.line.Poll;
import httpd.testing.Take;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients that come back after the file of their last line was compressed. */
class CompressedPartsTest extends StepsOfAFile {

  private String place;

  @BeforeEach
  void oneLine() throws Exception {
    begin("compressed");
    place = writtenAndRead();
    step(Step.RENAME_AND_CREATE);
  }

  @Test
  @DisplayName("T-66 a client that had all of a compressed file gets what is written after it")
  void nothingMissed() throws Exception {
    compress("app.log.1");
    assertResumes(place, 1);
    step(Step.WRITE);
    assertResumes(place, 1);
    afterRotation();
    Files.move(part("app.log.1.gz"), part("app.log.2.gz"));
    Files.move(file, part("app.log.1"));
    step(Step.WRITE);
    assertResumes(place, 1);
  }

  @Test
  @DisplayName("T-66 empty files are rotated and compressed after it")
  void emptyParts() throws Exception {
    Files.move(part("app.log.1"), part("app.log.2"));
    compress("app.log.2");
    step(Step.RENAME_AND_CREATE);
    compress("app.log.1");
    assertResumes(place, 1);
    step(Step.WRITE);
    assertResumes(place, 1);
  }

  @Test
  @DisplayName("T-66 a client that lacks a line of a compressed file learns of the loss")
  void missed() throws Exception {
    step(Step.WRITE);
    Files.writeString(part("app.log.1"), text(1) + "\n" + text(2) + "\n");
    compress("app.log.1");
    assertLost();
  }

  @Test
  @DisplayName("T-66 a client learns of lines in a later compressed file, and of a missing number")
  void laterPart() throws Exception {
    Files.move(part("app.log.1"), part("app.log.2"));
    compress("app.log.2");
    step(Step.WRITE);
    step(Step.RENAME_AND_CREATE);
    assertResumes(place, 1);
    compress("app.log.1");
    assertLost();
    Files.delete(part("app.log.1.gz"));
    assertLost();
  }

  @Test
  @DisplayName("T-66 a file of gzip that is cut short, or of another program, proves nothing")
  void otherFiles() throws Exception {
    compress("app.log.1");
    var gzip = part("app.log.1.gz");
    byte[] whole = Files.readAllBytes(gzip);
    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 1;
    for (var content : new byte[][] {{}, Arrays.copyOf(whole, 12), damaged}) {
      Files.write(gzip, content);
      assertLost();
    }
    Files.move(gzip, part("app.log.1.xz"));
    assertLost();
    Files.delete(part("app.log.1.xz"));
    assertLost();
  }

  @Test
  @DisplayName("T-65 a new reader of an empty file waits, although what was compressed is newer")
  void lateWriter() throws Exception {
    Files.writeString(part("app.log.1"), text(1) + "\nlate\n");
    compress("app.log.1");
    for (int i = 0; i < 20; i++) { // The wake-up may come before the look at the files.
      try (var source = files.file(file.toString()).last(9)) {
        var woken = new Semaphore(0);
        assertEquals(Poll.PENDING, source.poll(woken::release));
        woken.acquire();
        assertEquals(Poll.PENDING, source.poll(woken::release));
      }
    }
  }

  private String writtenAndRead() throws Exception {
    step(Step.WRITE);
    try (var source = files.file(file.toString()).last(1)) {
      assertEquals(text(written), Take.line(source));
      return source.position();
    }
  }

  /** As gzip does, which keeps the time of the last write. */
  private void compress(String name) throws IOException {
    var plain = part(name);
    var time = Files.getLastModifiedTime(plain);
    tick();
    var gzip = part(name + ".gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      Files.copy(plain, out);
    }
    Files.setLastModifiedTime(gzip, time);
    Files.delete(plain);
  }

  private void assertLost() throws IOException {
    var reader = new TailedFiles(Clock.systemUTC());
    assertInstanceOf(Resumption.Lost.class, reader.file(file.toString()).after(place));
  }

  private Path part(String name) {
    return file.resolveSibling(name);
  }
}
