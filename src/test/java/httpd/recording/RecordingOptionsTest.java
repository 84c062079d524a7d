package httpd.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.CommandException;
import httpd.cli.option.OptionParser;
import httpd.cli.target.RecordingOptions;
import httpd.disk.DiskStore;
import httpd.topic.MemoryLogStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Recorded runs": the command line. */
class RecordingOptionsTest {

  @TempDir private Path directory;

  private static RecordingOptions options(String... arguments) {
    return new RecordingOptions(new OptionParser(Map.of()).parse(arguments).options());
  }

  private static RecordingSettings used(String... arguments) throws CommandException {
    options(arguments).use();
    return Recordings.ofTheProcess().settings();
  }

  @AfterEach
  void close() {
    RecordingOptions.closeAll();
  }

  @Test
  @DisplayName("RC-61 --durable-linger and --durable-keep hold for the process; off is no time")
  void times() throws Exception {
    var usual = used("text:x");
    assertEquals(Duration.ofMinutes(1), usual.linger());
    assertEquals(Duration.ofMinutes(5), usual.keep());
    assertTrue(usual.store() instanceof MemoryLogStore);
    var other = used("--durable-linger", "2s", "--durable-keep", "off", "text:x");
    assertEquals(Duration.ofSeconds(2), other.linger());
    assertEquals(Duration.ZERO, other.keep());
  }

  @Test
  @DisplayName("RC-46 --durable DIRECTORY opens it once; one that cannot be opened is an error")
  void inDirectory() throws Exception {
    var place = directory.resolve("runs").toString();
    assertTrue(used("--durable", place, "text:x").store() instanceof DiskStore);
    var twice = assertThrows(CommandException.class, () -> options("--durable", place, "-").use());
    assertTrue(twice.getMessage().startsWith("--durable " + place), twice.getMessage());
    RecordingOptions.closeAll();
    assertSame(DiskStore.class, used("--durable", place, "text:x").store().getClass());
    var file = Files.createFile(directory.resolve("file")).toString();
    assertThrows(CommandException.class, () -> options("--durable", file, "-").use());
    assertThrows(CommandException.class, () -> options("--durable", file, "-").check());
  }
}
