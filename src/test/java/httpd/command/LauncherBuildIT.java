package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the launcher builds, and what it leaves if that goes wrong. */
class LauncherBuildIT {

  @TempDir Path temp;
  private LauncherTree tree;

  @BeforeEach
  void plantATree() throws IOException {
    tree = new LauncherTree(temp);
  }

  @Test
  @DisplayName("B-2 the launcher builds only if there is no jar")
  void buildsWhenThereIsNoJarAndOnlyThen() throws Exception {
    var first = tree.run(Map.of());
    assertEquals(7, first.code());
    assertTrue(first.out().startsWith("whole\n"), first.out());
    assertTrue(first.err().startsWith("httpd: first run, building"), first.err());
    assertTrue(first.err().contains("httpd:   compiling\n"), first.err());
    assertTrue(first.err().contains("httpd:   packing\n"), first.err());
    assertTrue(first.err().contains("httpd: built in "), first.err());

    var second = tree.run(Map.of());
    assertEquals(first.out(), second.out());
    assertEquals("", second.err());
    assertEquals(1, tree.builds());
  }

  @Test
  @DisplayName("B-2 Maven runs on the same JDK and reads no input")
  void mavenRunsOnTheSameJdkAndReadsNoInput() throws Exception {
    tree.run(Map.of());
    var log = Files.readString(tree.log());
    assertTrue(log.contains("JAVA_HOME=" + tree.jdk + " stdin=\n"), log);
  }

  @Test
  @DisplayName("B-3 the launcher builds again if a source file is newer than the jar")
  void buildsAgainWhenASourceIsNewerThanTheJar() throws Exception {
    tree.run(Map.of());
    var source = Files.writeString(tree.path("src/main/New.java"), "");
    LauncherTree.makeNewer(source);
    var rebuilt = tree.run(Map.of());
    assertTrue(rebuilt.err().startsWith("httpd: sources have changed, building"), rebuilt.err());
    assertEquals(2, tree.builds());
  }

  @Test
  @DisplayName("B-3 a source file saved during the build is newer than the jar")
  void aSourceSavedDuringTheBuildIsNewerThanTheJar() throws Exception {
    tree.hold();
    try (var building = tree.start(Map.of())) {
      tree.awaitBuild();
      var source = Files.writeString(tree.path("src/main/Saved.java"), "");
      tree.release();
      assertEquals(7, building.await().code());
      assertTrue(
          Files.getLastModifiedTime(tree.jar()).compareTo(Files.getLastModifiedTime(source)) < 0);
    }
  }

  @Test
  @DisplayName("B-4 two launchers build once, and neither runs an incomplete jar")
  void twoAtOnceBuildOnceAndNeitherRunsAHalfBuiltJar() throws Exception {
    tree.hold();
    try (var one = tree.start(Map.of())) {
      tree.awaitBuild();
      try (var two = tree.start(Map.of())) {
        two.awaitErr("httpd: another httpd is building (pid " + one.pid() + ", ");
        tree.release();
        assertTrue(one.await().out().startsWith("whole\n"));
        assertTrue(two.await().out().startsWith("whole\n"));
      }
    }
    assertEquals(1, tree.builds());
    assertFalse(Files.exists(tree.lock()));
  }

  @Test
  @DisplayName("B-4 a lock that is being released is not stale")
  void aLockThatIsLetGoOfInTheseVeryMomentsIsNotStale() throws Exception {
    Files.createDirectories(tree.lock());
    var pid = tree.lock().resolve("pid");
    assertEquals(0, new ProcessBuilder("mkfifo", pid.toString()).start().waitFor());
    try (var waiting = tree.start(Map.of())) {
      try (var _ = new FileOutputStream(pid.toFile())) { // Opens when the launcher looks.
        LauncherTree.makeNewer(Files.writeString(tree.jar(), "whole\n"));
        Files.delete(pid);
        Files.delete(tree.lock());
      }
      var result = waiting.await();
      assertTrue(result.out().startsWith("whole\n"), result.out() + result.err());
    }
    assertEquals(0, tree.builds());
  }

  @Test
  @DisplayName("B-4 the lock of a dead launcher is taken over, and its jar is not trusted")
  void theLockOfALauncherThatDiedIsTakenOverAndItsJarIsNotTrusted() throws Exception {
    long gone = pidOfTheDead();
    Files.createDirectories(tree.lock());
    Files.writeString(tree.lock().resolve("pid"), gone + " " + gone + "\n");
    LauncherTree.makeNewer(Files.writeString(tree.jar(), "half\n"));
    var taken = tree.run(Map.of());
    assertTrue(taken.out().startsWith("whole\n"), taken.out() + taken.err());
    assertFalse(Files.exists(tree.lock()));
  }

  @Test
  @DisplayName("B-4 a signal during the build ends it, and leaves neither lock nor jar")
  void aSignalDuringTheBuildEndsItAndLeavesNeitherLockNorJar() throws Exception {
    tree.hold();
    try (var building = tree.start(Map.of())) {
      tree.awaitBuild();
      building.process().destroy();
      assertEquals(143, building.await().code());
      assertFalse(Files.exists(tree.lock()));
      assertFalse(Files.exists(tree.jar()));
    }
    tree.release();
  }

  @Test
  @DisplayName("B-5 a failed build shows the end of its log, and the path of the log")
  void aFailedBuildShowsTheEndOfItsLogAndWhereItIs() throws Exception {
    Files.createFile(tree.path("mvn.fail"));
    var failed = tree.run(Map.of());
    assertEquals(1, failed.code());
    assertEquals("", failed.out());
    assertTrue(failed.err().contains("[ERROR] no such symbol\n"), failed.err());
    assertTrue(failed.err().contains(tree.log().toString()));
    assertFalse(Files.exists(tree.jar()));
    assertFalse(Files.exists(tree.lock()));
  }

  @Test
  @DisplayName("B-5 the launcher says that Maven is missing")
  void withoutMavenItSaysSo() throws Exception {
    Files.delete(tree.tools.resolve("mvn"));
    tree.wrap("mkdir", "mv", "rm", "find");
    var failed = tree.run(Map.of("PATH", tree.tools.toString()));
    assertEquals(1, failed.code());
    assertEquals(2, failed.err().lines().count(), failed.err());
    assertTrue(failed.err().contains("no mvn on the PATH"), failed.err());
  }

  private static long pidOfTheDead() throws Exception {
    var process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.pid();
  }
}
