package httpd.script;

import static httpd.script.KeptHandlers.saying;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H-51, H-52, H-55: whatever happens to the cache, the answer is that of the files as they are. */
class HostileHandlerCacheTest {

  private static final String WITH_WORD = "String handle() { return new Word().text(); }\n";

  @TempDir Path path;
  private KeptHandlers kept;

  @BeforeEach
  void open() throws Exception {
    kept = new KeptHandlers(path);
    kept.write("Foo.java", saying("hi"));
  }

  @AfterEach
  void programOnly() {
    HandlerClassPath.programOnly().useForTheProcess();
  }

  private void answers(int compilations, String text) throws Exception {
    answers(compilations, text, "Foo.java");
  }

  private void answers(int compilations, String text, String name) throws Exception {
    assertEquals(text, kept.answer(name));
    assertEquals(compilations, kept.compilations(), "compilations");
  }

  @Test
  @DisplayName("H-52 an entry that is cut off anywhere is not used, and replaced")
  void truncated() throws Exception {
    answers(1, "hi");
    var whole = Files.readAllBytes(kept.entry());
    for (int length : List.of(0, 1, 7, 15, 16, 17, whole.length / 2, whole.length - 1)) {
      Files.write(kept.entry(), Arrays.copyOf(whole, length));
      answers(1, "hi");
      answers(0, "hi");
    }
  }

  @Test
  @DisplayName("H-52 an entry with a changed byte anywhere is not used")
  void flipped() throws Exception {
    answers(1, "hi");
    var whole = Files.readAllBytes(kept.entry());
    var key =
        CacheKey.of(
            kept.directory.resolve("Foo.java"),
            Files.readAllBytes(kept.directory.resolve("Foo.java")),
            HandlerClassPath.ofTheProcess().all());
    assertTrue(CacheEntry.decoded(whole, key) != null);
    for (int at = 0; at < whole.length; at += at < 64 ? 1 : 97) {
      var flipped = whole.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      assertEquals(null, CacheEntry.decoded(flipped, key), "byte " + at);
    }
    whole[whole.length / 2] ^= 4;
    Files.write(kept.entry(), whole);
    answers(1, "hi");
  }

  @Test
  @DisplayName("H-52 an entry with more bytes behind it is not used")
  void appended() throws Exception {
    answers(1, "hi");
    var whole = Files.readAllBytes(kept.entry());
    Files.write(kept.entry(), Arrays.copyOf(whole, whole.length + 1));
    answers(1, "hi");
  }

  @Test
  @DisplayName("H-52 entries of two handler files that were swapped are not used")
  void swapped() throws Exception {
    answers(1, "hi");
    var one = kept.entry();
    kept.write("Bar.java", saying("bar"));
    answers(1, "bar", "Bar.java");
    var files = new ArrayList<>(kept.files());
    files.remove(one);
    var bytes = Files.readAllBytes(one);
    Files.write(one, Files.readAllBytes(files.getFirst()));
    Files.write(files.getFirst(), bytes);
    answers(1, "hi");
    answers(1, "bar", "Bar.java");
  }

  @Test
  @DisplayName("H-52 an entry of more than 8 MiB is not read")
  void huge() throws Exception {
    answers(1, "hi");
    var whole = Files.readAllBytes(kept.entry());
    Files.write(kept.entry(), Arrays.copyOf(whole, CacheDirectory.LARGEST_ENTRY + 1));
    answers(1, "hi");
    answers(0, "hi");
  }

  @Test
  @DisplayName("H-51 a sibling that changed is compiled, also with its old time and size")
  void aSiblingThatChanged() throws Exception {
    kept.write("Foo.java", WITH_WORD);
    var word = kept.write("Word.java", "class Word { String text() { return \"one\"; } }");
    answers(1, "one");
    var time = Files.getLastModifiedTime(word);
    kept.write("Word.java", "class Word { String text() { return \"two\"; } }");
    Files.setLastModifiedTime(word, time);
    answers(1, "two");
    Files.setLastModifiedTime(word, FileTime.fromMillis(1000));
    answers(0, "two");
  }

  @Test
  @DisplayName("H-51.2 a sibling that appears, and hides a class of a library, is compiled")
  void aSiblingThatAppeared() throws Exception {
    kept.write(
        "Foo.java",
        "import java.util.*; String handle() { return Objects.toString(\"library\"); }");
    answers(1, "library");
    kept.write(
        "Objects.java", "class Objects { static String toString(String s) { return \"own\"; } }");
    answers(1, "own");
    answers(0, "own");
    Files.delete(kept.directory.resolve("Objects.java"));
    answers(1, "library");
  }

  @Test
  @DisplayName("H-51.2 a sibling that vanished refuses the file, as without a cache")
  void aSiblingThatVanished() throws Exception {
    kept.write("Foo.java", WITH_WORD);
    kept.write("Word.java", "class Word { String text() { return \"one\"; } }");
    answers(1, "one");
    Files.delete(kept.directory.resolve("Word.java"));
    var refusal = new HandlerDirectory(kept.directory).refusal(kept.directory.resolve("Foo.java"));
    var file = kept.directory.resolve("Foo.java");
    var with =
        assertThrows(
            HandlerFileException.class,
            () -> HandlerFile.load(file, new Dependencies(file), HandlerCache.in(kept.base)));
    assertEquals(refusal, with.getMessage().replace(kept.directory + "/", ""));
  }

  @Test
  @DisplayName("H-51.2 the same file beside another sibling has classes of its own")
  void theSameFileElsewhere() throws Exception {
    kept.write("Foo.java", WITH_WORD);
    kept.write("Word.java", "class Word { String text() { return \"one\"; } }");
    var other = kept.write("other/Foo.java", WITH_WORD);
    kept.write("other/Word.java", "class Word { String text() { return \"two\"; } }");
    answers(1, "one");
    assertEquals("two", kept.answer(other));
    assertEquals(1, kept.compilations());
    answers(0, "one");
    assertEquals("two", kept.answer(other));
    assertEquals(0, kept.compilations());
  }

  @Test
  @DisplayName("H-51.2 a moved directory has classes of its own")
  void aMovedDirectory() throws Exception {
    answers(1, "hi");
    Files.move(kept.directory, path.resolve("moved"));
    assertEquals("hi", kept.answer(path.resolve("moved/Foo.java")));
    assertEquals(1, kept.compilations());
  }

  @Test
  @DisplayName("H-51 another Java runtime compiles again")
  void anotherRuntime() throws Exception {
    answers(1, "hi");
    var version = System.getProperty("java.runtime.version");
    System.setProperty("java.runtime.version", "25.0.99+1");
    try {
      answers(1, "hi");
    } finally {
      System.setProperty("java.runtime.version", version);
    }
    answers(0, "hi");
  }

  @Test
  @DisplayName("H-51.1 a jar that was built again, with its size and time, compiles again")
  void aJarThatWasBuiltAgain() throws Exception {
    var jar = path.resolve("lib.jar");
    useJar(jar, 11);
    kept.write("Foo.java", "String handle() { return \"\" + lib.Lib.VALUE; }");
    answers(1, "11");
    answers(0, "11");
    long size = Files.size(jar);
    var time = Files.getLastModifiedTime(jar);
    useJar(jar, 12);
    Files.setLastModifiedTime(jar, time);
    assertEquals(size, Files.size(jar));
    answers(1, "12");
  }

  @Test
  @DisplayName("H-51.1 httpd that was built again compiles again: its own jar is on the class path")
  void httpdThatWasBuiltAgain() throws Exception {
    var all = HandlerClassPath.ofTheProcess().all();
    var own =
        Path.of(httpd.Handler.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertTrue(all.contains(own), all + " has no " + own);
    var out = new EntryWriter();
    ClassPathState.of(all).write(out);
    assertTrue(new String(out.written(), UTF_8).contains(own.toString()));
  }

  @Test
  @DisplayName("H-51.1 a class that is new in a directory of the class path compiles again")
  void aClassThatIsNew() throws Exception {
    var classes = Files.createDirectory(path.resolve("classes"));
    new HandlerClassPath(List.of(classes), getClass().getClassLoader()).useForTheProcess();
    answers(1, "hi");
    answers(0, "hi");
    Files.write(classes.resolve("New.class"), new byte[10]);
    answers(1, "hi");
  }

  /** A jar with a constant, which the compiler copies into the handler's class. */
  private void useJar(Path jar, int value) throws Exception {
    var source = path.resolve("Lib.java");
    Files.writeString(
        source, "package lib; public class Lib { public static final int VALUE = " + value + "; }");
    var out = path.resolve("out");
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", out.toString(), source.toString()));
    try (var stream = new JarOutputStream(Files.newOutputStream(jar))) {
      var entry = new JarEntry("lib/Lib.class");
      entry.setTime(1_000_000_000_000L);
      stream.putNextEntry(entry);
      stream.write(Files.readAllBytes(out.resolve("lib/Lib.class")));
    }
    new HandlerClassPath(List.of(jar), getClass().getClassLoader()).useForTheProcess();
  }

  @Test
  @DisplayName("H-55 half a file of a writer that was killed is no entry")
  void killedWhileWriting() throws Exception {
    answers(1, "hi");
    var entry = kept.entry();
    var half = Arrays.copyOf(Files.readAllBytes(entry), 100);
    var aside =
        entry.resolveSibling(entry.getFileName().toString().replace(".handler", ".1-1.new"));
    Files.write(aside, half);
    Files.delete(entry);
    answers(1, "hi");
    answers(0, "hi");
    assertTrue(Files.exists(aside));
  }

  @Test
  @DisplayName("H-55 many writers and readers of one entry at once all answer right")
  void manyAtOnce() throws Exception {
    var each = new ArrayList<Callable<String>>();
    for (int i = 0; i < 4; i++) {
      each.add(() -> {
        var file = kept.directory.resolve("Foo.java");
        for (int turn = 0; turn < 5; turn++) {
          HandlerFile.load(file, new Dependencies(file), HandlerCache.in(kept.base));
          Files.deleteIfExists(kept.entries().resolve(kept.entryName()));
        }
        return kept.answer(file);
      });
    }
    kept.answer("Foo.java");
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var answer : threads.invokeAll(each)) {
        assertEquals("hi", answer.get());
      }
    }
    kept.compilations();
    answers(0, "hi");
  }

  @Test
  @DisplayName("H-52 an old entry that is put back for a newer text is not used")
  void putBack() throws Exception {
    answers(1, "hi");
    var old = Files.copy(kept.entry(), path.resolve("old"));
    Files.delete(kept.entry());
    kept.write("Foo.java", saying("ho"));
    answers(1, "ho");
    Files.copy(old, kept.entry(), StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(kept.entry(), PosixFilePermissions.fromString("rw-------"));
    answers(1, "ho");
  }
}
