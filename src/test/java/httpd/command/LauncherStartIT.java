package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which JDK the launcher takes, and what it passes on. */
class LauncherStartIT {

  @TempDir Path temp;
  private LauncherTree tree;

  @BeforeEach
  void plantATree() throws IOException {
    tree = new LauncherTree(temp);
    tree.plantAJar("planted");
  }

  @Test
  @DisplayName("B-6 arguments are passed unchanged")
  void argumentsPassUnchanged() throws Exception {
    var out = tree.run(Map.of(), "/a=text:b  c", "", "'\"$HOME*", "@file").out();
    assertTrue(out.endsWith("/httpd.jar>\n</a=text:b  c>\n<>\n<'\"$HOME*>\n<@file>\n"), out);
  }

  @Test
  @DisplayName("B-7 options for the JVM are split at blanks and not expanded")
  void optionsForTheJvmAreSplitAtBlanksAndNotExpanded() throws Exception {
    var out = tree.run(Map.of("HTTPD_JAVA_OPTIONS", "-Xmx64m  h*d")).out();
    assertTrue(out.contains("<-Xmx64m>\n<h*d>\n<-jar>\n"), out);
    assertTrue(out.contains("<-XX:+UseSerialGC>\n"), out);
    assertTrue(out.indexOf("<-XX:MaxInlineLevel=") < out.indexOf("<-Xmx64m>"), out);
  }

  @Test
  @DisplayName("B-7 a heap size of the user's keeps the young generation in proportion")
  void aHeapMeasuredByTheUserHasTheYoungGenerationThatGoesWithIt() throws Exception {
    assertTrue(tree.run(Map.of()).out().contains("<-XX:MaxNewSize=8m>\n"));
    for (var measured :
        List.of("-Xmx64m", "-Xmn8m", "-XX:NewRatio=3", "-XX:MaxHeapSize=8m", "-XX:+UseG1GC")) {
      hasNoSizes(measured);
    }
  }

  @Test
  @DisplayName("B-7.3 a file of options, or an option in quotes, replaces the sizes of the heap")
  void sizesThatItDoesNotRead() throws Exception {
    for (var unread : List.of("@options", "-XX:VMOptionsFile=options", "\"-Xmx8m\"", "'-Xmx8m'")) {
      hasNoSizes(unread);
    }
    hasNoSizes("-mx8m"); // The old way to write -Xmx8m.
    var out = tree.run(Map.of("HTTPD_JAVA_OPTIONS", "-Dquoted='@' -Dmx=1")).out();
    assertTrue(out.contains("<-Xms16m>\n"), out);
  }

  private void hasNoSizes(String options) throws Exception {
    var out = tree.run(Map.of("HTTPD_JAVA_OPTIONS", options)).out();
    assertFalse(out.contains("MaxNewSize") || out.contains("-Xms"), out);
  }

  @Test
  @DisplayName("B-17 memory is given back, unless the user has chosen another way")
  void memoryIsGivenBack() throws Exception {
    var out = tree.run(Map.of()).out();
    assertTrue(out.contains("<-Xms16m>\n"), out);
    assertTrue(out.contains("<-XX:MaxHeapFreeRatio=40>\n<-XX:-ShrinkHeapInSteps>\n"), out);
    assertTrue(out.contains("<-XX:TrimNativeHeapInterval=10000>\n"), out);
    assertTrue(out.contains("<-Dhttpd.uninherited=MALLOC_ARENA_MAX>\n"), out);
    out = tree.run(Map.of("MALLOC_ARENA_MAX", "4")).out();
    assertFalse(out.contains("uninherited"), out);
    out = tree.run(Map.of("HTTPD_JAVA_OPTIONS", "-XX:+UseG1GC")).out();
    assertFalse(out.contains("HeapFreeRatio"), out);
  }

  @Test
  @DisplayName("B-17.4 for standard input what is kept of it stays young")
  void whatIsKeptOfAPipeStaysYoung() throws Exception {
    for (var input : List.of("-", "/log=stdin:", "/log=lines+stdin:")) {
      var out = tree.run(Map.of(), input).out();
      assertTrue(out.contains("<-XX:MaxNewSize=24m>\n<-XX:SurvivorRatio=2>\n"), out);
    }
    var out = tree.run(Map.of("HTTPD_JAVA_OPTIONS", "-Xmx64m"), "-").out();
    assertFalse(out.contains("SurvivorRatio"), out);
  }

  @Test
  @DisplayName("B-7 a garbage collector chosen by the user replaces the default")
  void aCollectorChosenByTheUserReplacesTheDefault() throws Exception {
    var out = tree.run(Map.of("HTTPD_JAVA_OPTIONS", "-XX:+UseZGC")).out();
    assertFalse(out.contains("UseSerialGC"), out);
    assertTrue(out.contains("<-XX:+UseZGC>\n"), out);
  }

  @Test
  @DisplayName("B-1 an older JDK, and one without a compiler, are passed over")
  void anOlderJdkOrOneWithoutCompilerIsPassedOver() throws Exception {
    var older = tree.jdk("older", "24.0.2");
    var bare = tree.jdk("bare", "26");
    Files.delete(bare.resolve("bin/javac"));
    Files.createSymbolicLink(tree.tools.resolve("java"), tree.jdk.resolve("bin/java"));
    for (var wrong : List.of(older, bare)) {
      LauncherTree.script(wrong.resolve("bin/java"), "#!/bin/sh\nexit 99\n");
      var result = tree.run(Map.of("HTTPD_JAVA_HOME", "", "JAVA_HOME", wrong.toString()));
      assertEquals(7, result.code(), result.err());
    }
  }

  @Test
  @DisplayName("B-1 without a JDK the launcher says what it looked for and what helps")
  void withoutAJdkItSaysWhatItLookedForAndWhatHelps() throws Exception {
    var launcher = tree.path("httpd");
    var text = Files.readString(launcher);
    assertTrue(text.contains("\nneeded=25\n"), "the launcher names the version once");
    Files.writeString(launcher, text.replace("\nneeded=25\n", "\nneeded=99\n"));
    var failed =
        tree.run(Map.of("HTTPD_JAVA_HOME", "", "JAVA_HOME", tree.jdk("new", "98").toString()));
    assertEquals(1, failed.code());
    assertEquals(2, failed.err().lines().count(), failed.err());
    assertTrue(failed.err().contains("found no JDK 99 or newer"), failed.err());
    assertTrue(failed.err().contains("the newest there is 98 in " + temp), failed.err());
    assertTrue(failed.err().contains("or set HTTPD_JAVA_HOME"), failed.err());
  }

  @Test
  @DisplayName("B-1 an unsuitable HTTPD_JAVA_HOME is named, and no other JDK is tried")
  void httpdJavaHomeThatWillNotDoIsNamedAndNothingElseIsTried() throws Exception {
    Files.delete(tree.jar());
    var older = tree.jdk("older", "17.0.15");
    var failed = tree.run(Map.of("HTTPD_JAVA_HOME", older.toString()));
    assertEquals(1, failed.code());
    assertEquals(2, failed.err().lines().count(), failed.err());
    assertTrue(failed.err().contains("HTTPD_JAVA_HOME=" + older + " "), failed.err());
    assertTrue(failed.err().contains("it is Java 17"), failed.err());
    assertEquals(0, tree.builds());
  }

  @Test
  @DisplayName("C-45 the JVM gets a UTF-8 locale, and the original locale in a property")
  void theJvmHasALocaleWithUtf8AndIsToldWhatThereWas() throws Exception {
    for (var name : List.of("C", "xx_YY.UTF-8")) {
      var out = tree.run(Map.of("LC_ALL", name)).out();
      assertTrue(out.contains("\n<-Dhttpd.restore=LC_ALL=" + name + ">\n"), out);
      assertEquals("LC_ALL=C.UTF-8\n", Files.readString(tree.path("locale")));
    }
    var out = tree.run(Map.of("LC_ALL", "C.UTF-8")).out();
    assertFalse(out.contains("-Dhttpd.restore"), out);
  }

  @Test
  @DisplayName("C-48 a closed standard descriptor reads as empty")
  void aClosedDescriptorIsEmpty() throws Exception {
    for (var closed : List.of("0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-")) {
      tree.runWith(closed);
      var files = Files.readAllLines(tree.path("descriptors"));
      for (int i = 0; i <= 2; i++) {
        boolean empty = i == 0 || closed.contains(i + ">"); // Input is /dev/null anyway.
        assertEquals(empty, files.get(i).equals("/dev/null"), closed + files);
      }
    }
  }

  @Test
  @DisplayName("B-1 an option that a newer JDK has dropped does no harm")
  void aNewerJdkMayHaveDroppedAnOption() throws Exception {
    var newer = Map.of("HTTPD_JAVA_HOME", tree.jdk("newer", "27-ea").toString());
    assertTrue(tree.run(newer).out().contains("<-XX:+IgnoreUnrecognizedVMOptions>\n"));
    assertFalse(tree.run(Map.of()).out().contains("<-XX:+IgnoreUnrecognizedVMOptions>\n"));
  }
}
