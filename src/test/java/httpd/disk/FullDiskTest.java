package httpd.disk;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import httpd.topic.StoreFullException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Logs on disk": what a full disk is. */
class FullDiskTest {

  @TempDir Path directory;

  @Test
  @DisplayName("DK-16.1 a disk is full if it has no space for a write, whatever its error says")
  void full() {
    var file = directory.resolve("file");
    var foreign = new IOException("Auf dem Gerät ist kein Speicherplatz mehr verfügbar");
    assertInstanceOf(StoreFullException.class, FullDisk.or(foreign, file, Long.MAX_VALUE));
    for (var said :
        new IOException[] {
          new IOException("No space left on device"),
          new FileSystemException("/x", null, "Disk quota exceeded")
        }) {
      assertInstanceOf(StoreFullException.class, FullDisk.or(said, file, 1));
    }
    for (var other :
        new IOException[] {
          new IOException("Input/output error"), new FileSystemException("quota exceeded")
        }) {
      assertSame(other, FullDisk.or(other, file, 1));
      assertSame(other, FullDisk.or(other, directory.resolve("none/file"), 1));
    }
  }
}
