package httpd.script;

import static httpd.script.KeptHandlers.saying;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H-50 to H-58: which compilations are kept, and for how long. */
class HandlerCacheTest {

  @TempDir Path path;
  private KeptHandlers kept;

  @BeforeEach
  void open() throws Exception {
    kept = new KeptHandlers(path);
  }

  @Test
  @DisplayName("H-50 an unchanged file and its siblings are compiled once")
  void unchangedIsCompiledOnce() throws Exception {
    kept.write("Word.java", "class Word { String text() { return words.Inner.TEXT; } }");
    kept.write(
        "words/Inner.java",
        "package words; public class Inner { public static String TEXT" + " = \"hi\"; }");
    kept.write("Foo.java", "String handle() { return new Word().text(); }");
    assertEquals("hi", kept.answer("Foo.java"));
    assertEquals(1, kept.compilations());
    assertEquals("hi", kept.answer("Foo.java"));
    assertEquals(0, kept.compilations());
  }

  @Test
  @DisplayName("H-50 an edit that is taken back finds the classes of before")
  void anEditThatIsTakenBack() throws Exception {
    for (var text : List.of("one", "two")) {
      kept.write("Foo.java", saying(text));
      assertEquals(text, kept.answer("Foo.java"));
    }
    kept.compilations();
    kept.write("Foo.java", saying("one"));
    assertEquals("one", kept.answer("Foo.java"));
    assertEquals(0, kept.compilations());
  }

  @Test
  @DisplayName("H-50.1 without an absolute path in XDG_CACHE_HOME or HOME nothing is kept")
  void withoutAHome() throws Exception {
    assertEquals(HandlerCache.OFF, HandlerCache.of(Map.of()));
    assertEquals(HandlerCache.OFF, HandlerCache.of(Map.of("HOME", "", "XDG_CACHE_HOME", "cache")));
    var file = kept.write("Foo.java", saying("hi"));
    HandlerFile.load(file, new Dependencies(file), HandlerCache.of(Map.of("HOME", "none")));
    assertFalse(Files.exists(Path.of("none")));
  }

  @Test
  @DisplayName("H-50.1 below HOME the directory .cache is made, and a missing HOME is not")
  void belowHome() throws Exception {
    var file = kept.write("Foo.java", saying("hi"));
    var home = Files.createDirectory(path.resolve("home"));
    for (var each : List.of(home, path.resolve("missing"))) {
      var cache = HandlerCache.of(Map.of("HOME", each.toString(), "XDG_CACHE_HOME", "relative"));
      HandlerFile.load(file, new Dependencies(file), cache);
    }
    assertTrue(Files.isDirectory(home.resolve(".cache/httpd/handlers")));
    assertFalse(Files.exists(path.resolve("missing")));
  }

  @Test
  @DisplayName("H-57 a file that is refused is not kept, and refused again")
  void aRefusedFileIsRefusedAgain() throws Exception {
    kept.write("Foo.java", "String handle() { return 1; }");
    for (int start = 1; start <= 2; start++) {
      assertThrows(HandlerFileException.class, () -> kept.answer("Foo.java"));
      assertEquals(1, kept.compilations());
    }
    assertFalse(Files.exists(kept.entries()));
  }

  @Test
  @DisplayName("H-58 the same files are watched with kept classes")
  void theSameFilesAreWatched() throws Exception {
    kept.write("Word.java", "class Word { String text() { return \"hi\"; } }");
    kept.write("Other.java", "class Other {}");
    var file = kept.write("Foo.java", "String handle() { return new Word().text(); }");
    var cache = HandlerCache.in(kept.base);
    var compiled = new Dependencies(file);
    HandlerFile.load(file, compiled, cache);
    kept.entry();
    var found = new Dependencies(file);
    HandlerFile.load(file, found, cache);
    assertEquals(compiled.sources(), found.sources());
    assertEquals(compiled.directories(), found.directories());
    assertEquals(compiled.states(), found.states());
  }

  @Test
  @DisplayName("H-56 of more than 100 entries the least recently used is removed")
  void theLeastRecentlyUsedIsRemoved() throws Exception {
    kept.write("Foo.java", saying("hi"));
    kept.answer("Foo.java");
    var first = kept.entry();
    for (int i = 0; i < 100; i++) {
      var more = Files.write(kept.entries().resolve("more" + i + ".handler"), new byte[100]);
      Files.setLastModifiedTime(more, FileTime.fromMillis(i == 7 ? 1000 : 5_000_000 + i));
    }
    kept.write("Foo.java", saying("ho"));
    kept.answer("Foo.java");
    var names = new HashSet<>(kept.files());
    assertEquals(100, names.size());
    assertTrue(names.contains(first));
    assertFalse(names.contains(kept.entries().resolve("more7.handler")));
  }

  @Test
  @DisplayName("H-56 what entries have beyond 32 MiB is removed, the least recently used first")
  void bytesAreBounded() throws Exception {
    kept.write("Foo.java", saying("hi"));
    kept.answer("Foo.java");
    for (int i = 0; i < 5; i++) {
      var more = Files.write(kept.entries().resolve("more" + i + ".handler"), new byte[8 << 20]);
      Files.setLastModifiedTime(more, FileTime.fromMillis(5_000_000 + i));
    }
    kept.write("Foo.java", saying("ho"));
    kept.answer("Foo.java");
    assertEquals(5, kept.files().size());
    assertTrue(Files.exists(kept.entries().resolve("more4.handler")));
    assertFalse(Files.exists(kept.entries().resolve("more1.handler")));
  }

  @Test
  @DisplayName("H-55 an unfinished file is removed after an hour, and not before")
  void unfinishedFilesAreRemovedLater() throws Exception {
    kept.write("Foo.java", saying("hi"));
    kept.answer("Foo.java");
    var old = Files.write(kept.entries().resolve("a.1-1.new"), new byte[9]);
    var recent = Files.write(kept.entries().resolve("b.2-1.new"), new byte[9]);
    Files.setLastModifiedTime(old, FileTime.fromMillis(5_000_000));
    kept.write("Foo.java", saying("ho"));
    kept.answer("Foo.java");
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(recent));
  }
}
