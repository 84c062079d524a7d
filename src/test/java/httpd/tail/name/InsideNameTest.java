package httpd.tail.name;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.file.ServedDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links that lead out of a directory of logs, put there before and after a look. */
class InsideNameTest {

  @TempDir Path folder;

  private ServedDirectory directory() throws IOException {
    var logs = Files.createDirectories(folder.resolve("logs/sub"));
    Files.writeString(folder.resolve("secret"), "secret\n");
    Files.createDirectories(folder.resolve("outside"));
    Files.writeString(folder.resolve("outside/app.log"), "outside\n");
    return ServedDirectory.at(logs.getParent());
  }

  private static void write(Path file, String text, int second) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_000 + second)));
  }

  @Test
  @DisplayName("TL-5 a file outside is not there, nor is one as a rotated part; one inside is")
  void links() throws Exception {
    var inside = directory();
    var root = inside.root();
    var name = new InsideName(inside, "app.log");
    Files.createSymbolicLink(root.resolve("app.log"), folder.resolve("secret"));
    assertNull(name.current());
    assertEquals(List.of(), name.files());
    Files.delete(root.resolve("app.log"));
    write(root.resolve("sub/real.log"), "real\n", 2);
    Files.createSymbolicLink(root.resolve("app.log"), Path.of("sub/real.log"));
    Files.createSymbolicLink(root.resolve("app.log.1"), folder.resolve("secret"));
    write(root.resolve("app.log.2"), "older\n", 1);
    assertEquals(
        List.of("app.log.2", "app.log"),
        name.files().stream().map(file -> file.path().getFileName().toString()).toList());
    try (var channel = name.open(there(name.current()))) {
      var bytes = ByteBuffer.allocate(10);
      channel.read(bytes);
      assertEquals("real\n", new String(bytes.array(), 0, bytes.position(), UTF_8));
    }
  }

  private static FileStat there(FileStat stat) {
    assertNotNull(stat);
    return stat;
  }

  @Test
  @DisplayName("TL-5 a link that is put there after the look is not opened")
  void changedAfterTheLook() throws Exception {
    var inside = directory();
    var file = inside.root().resolve("sub/app.log");
    write(file, "x\n", 1);
    var name = new InsideName(inside, "sub/app.log");
    var stat = there(name.current());
    Files.delete(file);
    Files.createSymbolicLink(file, folder.resolve("secret"));
    assertThrows(IOException.class, () -> name.open(stat).close());
    assertThrows(IOException.class, () -> inside.open(file).close());
    var real = file.toRealPath();
    assertThrows(NoSuchFileException.class, () -> inside.open(real).close());
    Files.delete(file);
    Files.delete(file.getParent());
    Files.createSymbolicLink(file.getParent(), folder.resolve("outside"));
    assertThrows(IOException.class, () -> name.open(stat).close());
    assertThrows(IOException.class, () -> inside.open(file).close());
  }

  @Test
  @DisplayName("TL-5 a name is not the one of another directory, nor one without a directory")
  void identity() throws Exception {
    var inside = directory();
    var name = new InsideName(inside, "sub/app.log");
    assertEquals(name, new InsideName(inside, "sub/app.log"));
    var below = new ServedDirectory(inside.root().resolve("sub"));
    assertNotEquals(name, new InsideName(below, "app.log"));
    var plain = new PlainName(inside.root().resolve("sub/app.log"));
    assertNotEquals(name, plain);
    assertNotEquals(plain, name);
  }
}
