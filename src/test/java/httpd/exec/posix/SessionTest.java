package httpd.exec.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/spec/exec.md, X-81: the program that makes a session. */
class SessionTest {

  private static final List<String> COMMAND = List.of("echo", "x");

  @TempDir Path directory;

  private void install(String program) throws IOException {
    assertTrue(Files.createFile(directory.resolve(program)).toFile().setExecutable(true));
  }

  @Test
  @DisplayName("X-81 setsid is used before perl; without both, the failure names them")
  void programs() throws Exception {
    var path = "/nowhere:" + directory;
    var failed = assertThrows(IOException.class, () -> Session.leading(COMMAND, path));
    assertTrue(failed.getMessage().contains("neither setsid (util-linux) nor perl"));
    install("perl");
    var byPerl = Session.leading(COMMAND, path);
    assertEquals("perl", byPerl.getFirst());
    assertEquals(COMMAND, byPerl.subList(byPerl.size() - 2, byPerl.size()));
    install("setsid");
    assertEquals(List.of("setsid", "echo", "x"), Session.leading(COMMAND, path));
  }
}
