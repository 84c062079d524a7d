package httpd.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/** A jar with a kind of target, made with {@code javac} and {@code jar} as a user does. */
public final class TargetJar {

  private static final Path EXAMPLE = Path.of("examples/tcp");
  private static final String SERVICE = "META-INF/services/httpd.route.TargetKind";

  private TargetJar() {}

  /** The jar of {@code examples/tcp}. */
  public static Path ofTheExample(Path directory) throws IOException {
    return build(
        directory,
        "tcp.jar",
        Files.readString(EXAMPLE.resolve(SERVICE)),
        List.of(EXAMPLE.resolve("TcpKind.java"), EXAMPLE.resolve("TcpLines.java")));
  }

  /** A jar of one source file in the default package. */
  public static Path of(Path directory, String name, String service, String className, String text)
      throws IOException {
    var source = directory.resolve(className + ".java");
    return build(directory, name, service, List.of(Files.writeString(source, text)));
  }

  /** A jar without classes. */
  public static Path empty(Path directory, String name, String service) throws IOException {
    return build(directory, name, service, List.of());
  }

  private static Path build(Path directory, String name, String service, List<Path> sources)
      throws IOException {
    var classes = directory.resolve(name + ".classes");
    var services = classes.resolve(SERVICE);
    Files.createDirectories(services.getParent());
    Files.writeString(services, service + "\n");
    if (!sources.isEmpty()) {
      var arguments =
          new ArrayList<>(
              List.of(
                  "-proc:none",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "-d",
                  classes.toString()));
      sources.forEach(source -> arguments.add(source.toString()));
      run("javac", arguments);
    }
    var jar = directory.resolve(name);
    run("jar", List.of("--create", "--file", jar.toString(), "-C", classes.toString(), "."));
    return jar;
  }

  private static void run(String tool, List<String> arguments) {
    int code =
        ToolProvider.findFirst(tool)
            .orElseThrow()
            .run(System.out, System.err, arguments.toArray(String[]::new));
    assertEquals(0, code, tool + " " + arguments);
  }
}
