package httpd.exec.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/spec/exec.md, X-130: when a group is gone. */
class ProcessGroupIT {

  /** A process leaves the group, and never reaps its child, which stays in it. */
  private static final String BAD_PARENT =
      """
      use POSIX; $| = 1;
      if (my $parent = fork) { print "$parent\\n"; sleep 1000; exit; }
      unless (fork) { sleep 1000; exit; }
      POSIX::setsid(); print "left\\n"; sleep 1000;
      """;

  @Test
  @DisplayName("X-130 a group of zombies is gone, whatever their parent is")
  void zombies() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl makes the zombie");
    var leader =
        new ProcessBuilder(Session.leading(List.of("perl", "-e", BAD_PARENT)))
            .redirectErrorStream(true)
            .start();
    try (var out =
        new BufferedReader(
            new InputStreamReader(leader.getInputStream(), StandardCharsets.UTF_8))) {
      var said = List.of(out.readLine(), out.readLine());
      long parent = Long.parseLong(said.getFirst().equals("left") ? said.get(1) : said.get(0));
      try {
        var group = new ProcessGroup(leader);
        group.terminate();
        assertTrue(group.waitUntilGone(ProcessGroup.GRACE), "the zombie does not count");
        assertEquals(0, Libc.kill(-group.id(), 0), "there is a zombie");
        assertTrue(group.isGone());
      } finally {
        ProcessHandle.of(parent).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }
}
