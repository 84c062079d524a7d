package httpd.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** H-8.1, H-8.2: which class a name of {@code java.base} means in a compact file. */
class BaseNamesTest {

  @TempDir Path path;
  private HandlerDirectory directory;

  @BeforeEach
  void open() {
    directory = new HandlerDirectory(path);
  }

  @ParameterizedTest(name = "H-8.1, H-8.2 {0} {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "                                           | Date         | java.util.Date",
        "import java.sql.*;                         | Date         | java.sql.Date",
        "import java.sql.Date;                      | Date         | java.sql.Date",
        "import java.text.*;                        | Annotation   | java.text.Annotation",
        "import module java.sql; import java.sql.*; | Date         | java.sql.Date",
        "import static java.util.AbstractMap.*;     | SimpleEntry  |"
            + " java.util.AbstractMap$SimpleEntry",
        "class Date {}                              | Date         | Foo$Date",
        "interface List<Path> { Path of(); }        | List         | Foo$List",
        "/* Date */                                 | Path         | java.nio.file.Path",
      })
  void theNameMeans(String before, String name, String meaning) throws Exception {
    var text = before + "\nString handle() { return " + name + ".class.getName(); }";
    assertEquals(meaning, directory.text("Foo.java", text.replace("null\n", "\n")));
  }

  @ParameterizedTest(name = "H-8.3 {0} {1}")
  @CsvSource({
    ", Number, java.lang.Number",
    ", Duration, java.time.Duration",
    "import java.util.*;, Date, java.util.Date",
  })
  void theFileHasThatName(String before, String name, String meaning) throws Exception {
    var text = before + "\nString handle() { return " + name + ".class.getName(); }";
    assertEquals(meaning, directory.text(name + ".java", text.replace("null\n", "\n")));
  }

  @Test
  @DisplayName("H-8.2 a class beside the file hides one of java.base")
  void aSiblingHides() throws Exception {
    directory.write("Date.java", "class Date {}");
    assertEquals(
        "Date", directory.text("Foo.java", "String handle() { return Date.class.getName(); }"));
  }

  @Test
  @DisplayName("H-8.2 so does a second class in its file, once the compiler has read it")
  void aSecondClassHides() throws Exception {
    directory.write("Other.java", "class Other {} class Date {}");
    var text = "String handle() { new Other(); return Date.class.getName(); }";
    assertEquals("Date", directory.text("Foo.java", text));
  }

  @Test
  @DisplayName("H-8.2, H-51.2 it does so after a start too")
  void aNewSiblingHides() throws Exception {
    var kept = new KeptHandlers(path);
    kept.write("Foo.java", "String handle() { return Date.class.getName(); }");
    assertEquals("java.util.Date", kept.answer("Foo.java"));
    kept.write("Date.java", "class Date {}");
    assertEquals("Date", kept.answer("Foo.java"));
  }

  @Test
  @DisplayName("H-8.1 a name that two of its packages have is ambiguous")
  void aNameOfTwoPackages() throws Exception {
    var refusal =
        directory.refusal("Foo.java", "Object handle() { return Annotation.class.getName(); }");
    assertTrue(refusal.contains("reference to Annotation is ambiguous"), refusal);
  }
}
