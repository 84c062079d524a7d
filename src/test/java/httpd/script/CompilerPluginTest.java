package httpd.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H-11.1: what a library has for the compiler is not run. */
class CompilerPluginTest {

  private static final String RAN = "httpd.test.plugin";

  private static final String PLUGIN =
      """
      public class Spoiler implements com.sun.source.util.Plugin {
        public String getName() { return "Spoiler"; }
        public boolean autoStart() { return true; }
        public void init(com.sun.source.util.JavacTask task, String... none) {
          System.setProperty("%s", "yes");
        }
      }
      """
          .formatted(RAN);

  @TempDir Path path;
  private HandlerClassPath before;

  @BeforeEach
  void putAPluginOnTheClassPath() throws IOException {
    before = HandlerClassPath.ofTheProcess();
    var library = Files.createDirectory(path.resolve("library"));
    var source = Files.writeString(library.resolve("Spoiler.java"), PLUGIN);
    var compiler = ToolProvider.getSystemJavaCompiler();
    assertEquals(
        0, compiler.run(null, null, null, "-proc:none", "-d", library.toString(), "" + source));
    var services = Files.createDirectories(library.resolve("META-INF/services"));
    Files.writeString(services.resolve("com.sun.source.util.Plugin"), "Spoiler\n");
    new HandlerClassPath(List.of(library), before.loader()).useForTheProcess();
  }

  @AfterEach
  void restore() {
    before.useForTheProcess();
    System.clearProperty(RAN);
  }

  @Test
  @DisplayName("H-11.1 a plugin of the compiler on the class path is not run")
  void aPluginIsNotRun() throws Exception {
    var directory = new HandlerDirectory(Files.createDirectory(path.resolve("handlers")));
    assertEquals("hi", directory.text("Foo.java", "String handle() { return \"hi\"; }"));
    assertNull(System.getProperty(RAN));
  }
}
