package httpd.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/spec/file.md, F-56, F-57: files that change between look and opening. */
class RegularFileTest {

  @TempDir Path directory;

  private Path root;
  private Path path;

  @BeforeEach
  void fill() throws IOException {
    root =
        Files.createDirectories(directory.toRealPath().resolve("web/a/b")).getParent().getParent();
    path = Files.writeString(root.resolve("a/b/file.txt"), "inside");
  }

  private RegularFile look() throws IOException {
    var file = RegularFile.at(root, path);
    assertNotNull(file);
    return file;
  }

  private Path outside() throws IOException {
    var outside = Files.createDirectories(directory.resolve("outside/b"));
    Files.writeString(outside.resolve("file.txt"), "secret");
    return outside.getParent();
  }

  @Test
  @DisplayName("F-57 a file that has not changed is opened")
  void anUnchangedFileIsOpened() throws Exception {
    try (var channel = look().open(false)) {
      assertEquals(6, channel.size());
    }
  }

  @Test
  @DisplayName("F-56 a directory that is replaced by a link leads nowhere")
  void aDirectoryThatBecomesALink() throws Exception {
    var file = look();
    Files.move(root.resolve("a"), directory.resolve("moved"));
    Files.createSymbolicLink(root.resolve("a"), outside());
    var refused = assertThrows(IOException.class, () -> file.open(true).close());
    assertTrue(!(refused instanceof RegularFile.ChangedException), refused.toString());
  }

  @Test
  @DisplayName("F-56 a file that is replaced by a link leads nowhere")
  void aFileThatBecomesALink() throws Exception {
    var file = look();
    Files.delete(path);
    Files.createSymbolicLink(path, outside().resolve("b/file.txt"));
    var refused = assertThrows(IOException.class, () -> file.open(true).close());
    assertTrue(!(refused instanceof RegularFile.ChangedException), refused.toString());
  }

  @Test
  @DisplayName("F-57 another file of the same name is refused")
  void anotherFileOfTheSameName() throws Exception {
    var file = look();
    var other = Files.writeString(root.resolve("other"), "insidE");
    Files.setLastModifiedTime(other, file.modified());
    Files.move(other, path, StandardCopyOption.ATOMIC_MOVE);
    assertThrows(RegularFile.ChangedException.class, () -> file.open(false).close());
    assertThrows(RegularFile.ChangedException.class, () -> file.open(true).close());
  }

  @Test
  @DisplayName("F-57 a file that has grown is sent with its earlier length at the last look")
  void aFileThatHasGrown() throws Exception {
    var file = look();
    Files.writeString(path, " and more", StandardOpenOption.APPEND);
    assertThrows(RegularFile.ChangedException.class, () -> file.open(false).close());
    file.open(true).close();
    Files.writeString(path, "short");
    assertThrows(RegularFile.ChangedException.class, () -> file.open(true).close());
  }

  @Test
  @DisplayName("F-57 the header fields are those of the file that is sent")
  void headersOfTheFileThatIsSent() throws Exception {
    var looks = new AtomicInteger();
    var response =
        FileAnswer.of(
            Request.get("/file.txt"),
            CacheTimes.NONE,
            () -> {
              var file = look();
              if (looks.incrementAndGet() < 3) { // Changes after each look but the last.
                Files.writeString(path, "changed".repeat(looks.get()));
                Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000L * looks.get()));
              }
              return file;
            });
    try (var channel = ((Body.File) response.body()).channel()) {
      assertEquals(14, ((Body.File) response.body()).length());
      assertEquals(14, channel.size());
    }
    assertEquals("Thu, 01 Jan 1970 00:33:20 GMT", response.headers().get("Last-Modified"));
    assertEquals(3, looks.get());
  }

  @Test
  @DisplayName("F-4 a directory is not a regular file")
  void aDirectoryIsNotAFile() throws Exception {
    assertNull(RegularFile.at(root, root.resolve("a")));
  }

  @Test
  @DisplayName("F-10 sizes have three digits")
  void sizesHaveThreeDigits() {
    assertEquals("0 B", FileSize.text(0));
    assertEquals("1023 B", FileSize.text(1023));
    assertEquals("1.0 KiB", FileSize.text(1024));
    assertEquals("10 KiB", FileSize.text(10 * 1024));
    assertEquals("4.0 GiB", FileSize.text(4L << 30));
    assertEquals("8.0 EiB", FileSize.text(Long.MAX_VALUE));
  }
}
