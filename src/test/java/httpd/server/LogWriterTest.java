package httpd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "The access log": where its lines go. */
class LogWriterTest {

  @TempDir Path folder;

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("G-20 lines are written in order, and all of them before a close returns")
  void inOrder() {
    var bytes = new ByteArrayOutputStream();
    var expected = new StringBuilder();
    try (var log = LogWriter.to(bytes)) {
      for (int i = 0; i < 1000; i++) {
        log.write("line " + i);
        expected.append("line ").append(i).append('\n');
      }
    }
    assertEquals(expected.toString(), bytes.toString(UTF_8));
  }

  @Test
  @DisplayName("G-21 a log file is appended to, and opened again on request, as after a rotation")
  void reopen() throws Exception {
    var file = Files.writeString(folder.resolve("access.log"), "before\n");
    var rotated = folder.resolve("access.log.1");
    try (var log = LogWriter.to(file)) {
      log.write("one");
      Eventually.holds("one is there", () -> read(file).equals("before\none\n"));
      Files.move(file, rotated);
      log.write("two");
      Eventually.holds("two is there", () -> read(rotated).equals("before\none\ntwo\n"));
      log.reopen();
      log.write("three");
    }
    assertEquals("before\none\ntwo\n", read(rotated));
    assertEquals("three\n", read(file));
  }

  /** A pipe that is full until it is emptied. */
  private static final class FullPipe extends OutputStream {

    final CountDownLatch emptied = new CountDownLatch(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    long lines() {
      return written.toString(UTF_8).lines().count();
    }

    @Override
    public void write(int octet) {
      throw new AssertionError("written one by one");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        emptied.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      written.write(bytes, offset, length);
    }
  }

  @Test
  @DisplayName(
      "G-22 a thread that logs does not wait for a full pipe, and lines over the bound"
          + " are dropped")
  void full() {
    var pipe = new FullPipe();
    try (var log = LogWriter.to(pipe)) {
      for (int i = 0; i < 300_000; i++) {
        log.write("x");
      }
      pipe.emptied.countDown();
    }
    long written = pipe.lines();
    assertEquals(true, written >= 65_536 && written < 300_000, written + " lines");
  }

  @Test
  @DisplayName("G-22 long lines are dropped beyond 16 Mi characters")
  void fullOfLongLines() {
    var pipe = new FullPipe();
    var line = "x".repeat(1024 * 1024);
    try (var log = LogWriter.to(pipe)) {
      for (int i = 0; i < 100; i++) {
        log.write(line);
      }
      pipe.emptied.countDown();
    }
    long written = pipe.lines();
    // The first batch, of whatever size, was taken before the pipe was found full.
    assertEquals(true, written >= 16 && written <= 32, written + " lines");
  }

  @Test
  @DisplayName("G-23 a file that cannot be opened is an error at once")
  void notThere() {
    assertThrows(IOException.class, () -> LogWriter.to(folder.resolve("no/such/folder.log")));
  }

  /** A disk with so much room. */
  private static final class SmallDisk implements WritableByteChannel {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int room;

    SmallDisk(int room) {
      this.room = room;
    }

    @Override
    public synchronized int write(ByteBuffer bytes) throws IOException {
      if (room == 0) {
        throw new IOException("No space left on device");
      }
      int count = Math.min(room, bytes.remaining());
      byte[] some = new byte[count];
      bytes.get(some);
      written.writeBytes(some);
      room -= count;
      return count;
    }

    synchronized void free(int bytes) {
      room = bytes;
    }

    synchronized String text() {
      return written.toString(UTF_8);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  @DisplayName(
      "G-45 G-46 what a full disk has lost is counted, and the next line is a line of its own")
  void fullDisk() {
    var disk = new SmallDisk("line 1\nline 2\nli".length());
    var said = new ByteArrayOutputStream();
    var err = System.err;
    System.setErr(new PrintStream(said, true, UTF_8));
    try (var log = LogWriter.to(LogOutput.of(disk))) {
      log.write("line 1");
      log.write("line 2");
      log.write("line 3");
      Eventually.holds("it is full", () -> said.toString(UTF_8).contains("cannot write"));
      log.write("line 4\n  of two");
      // Nothing tells that it was lost before the next line is.
      disk.free(Integer.MAX_VALUE);
      log.write("line 5");
      Eventually.holds("it is written again", () -> disk.text().contains("line 5"));
    } finally {
      System.setErr(err);
    }
    assertTrue(disk.text().startsWith("line 1\nline 2\nli\nline "), disk.text());
    assertTrue(disk.text().endsWith("\nline 5\n"), disk.text());
    long lost = disk.text().contains("line 4") ? 1 : 2;
    assertEquals(
        "httpd: cannot write to the log: No space left on device\n"
            + "httpd: the log can be written again, lines that were lost: "
            + lost
            + "\n",
        said.toString(UTF_8));
  }

  @Test
  @DisplayName("G-45 lines that are lost until the end are told then")
  void fullToTheEnd() {
    var said = new ByteArrayOutputStream();
    var err = System.err;
    System.setErr(new PrintStream(said, true, UTF_8));
    try (var log = LogWriter.to(LogOutput.of(new SmallDisk(3)))) {
      log.write("line 1");
      log.write("line 2");
    } finally {
      System.setErr(err);
    }
    assertTrue(
        said.toString(UTF_8).endsWith("the end of the log is missing, lines that were lost: 2\n"),
        said.toString(UTF_8));
  }

  @Test
  @DisplayName("G-46 a line that an earlier process has begun is ended first")
  void begunByAnother() throws Exception {
    var file = Files.writeString(folder.resolve("access.log"), "begun");
    try (var log = LogWriter.to(file)) {
      log.write("whole");
    }
    assertEquals("begun\nwhole\n", read(file));
  }

  @Test
  @DisplayName("G-55 what is being written counts with what waits, however often the output stops")
  void stopsAndGoes() throws Exception {
    var entered = new Semaphore(0);
    var goOn = new Semaphore(0);
    var lines = new AtomicLong();
    var output =
        new OutputStream() {
          @Override
          public void write(int octet) {
            throw new AssertionError("written one by one");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            entered.release();
            goOn.acquireUninterruptibly();
            for (int i = offset; i < offset + length; i++) {
              lines.addAndGet(bytes[i] == '\n' ? 1 : 0);
            }
          }
        };
    var log = LogWriter.to(output);
    log.write("first");
    entered.acquire();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 70_000; i++) {
        log.write("x".repeat(100));
      }
      goOn.release();
      entered.acquire();
    }
    goOn.release(1_000_000);
    log.close();
    assertTrue(lines.get() < 70_000, lines + " lines were kept");
  }
}
