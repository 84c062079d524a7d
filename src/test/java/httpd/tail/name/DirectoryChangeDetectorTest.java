package httpd.tail.name;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryChangeDetectorTest {

  @TempDir Path folder;

  private long nanos;
  private final DirectoryChangeDetector quiet = new DirectoryChangeDetector(() -> nanos);

  @Test
  @DisplayName("T-16.1 a directory is listed until a second after its last change, and once more")
  void untilASecondLater() throws Exception {
    change(0);
    for (int i = 0; i < 3; i++) { // Within the same tick another change could still come.
      assertFalse(stays());
      quiet.wereListed();
    }
    nanos += TimeUnit.SECONDS.toNanos(2);
    assertFalse(stays());
    assertTrue(quiet.mayBeQuiet());
    assertFalse(stays(), "it was not listed since");
    quiet.wereListed();
    assertTrue(stays());
    change(1);
    assertFalse(stays());
    quiet.wereListed();
    assertFalse(stays());
  }

  @Test
  @DisplayName("T-16.1 a directory without an indicator of changes is always listed")
  void withoutIndicators() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertFalse(quiet.areUnchanged(List.of()));
      quiet.wereListed();
      nanos += TimeUnit.SECONDS.toNanos(2);
    }
  }

  private boolean stays() throws IOException {
    return quiet.areUnchanged(List.of(folder));
  }

  private void change(int second) throws IOException {
    Files.setLastModifiedTime(folder, FileTime.from(Instant.EPOCH.plusSeconds(second)));
  }
}
