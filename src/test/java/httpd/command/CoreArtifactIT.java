package httpd.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The artifact {@code httpd-core}, as a program that embeds the server uses it. */
class CoreArtifactIT {

  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final String JAVA_HOME = System.getProperty("java.home");
  private static final String VERSION = "0.1.0-SNAPSHOT";

  private static final String MODULE = "module embedding { requires httpd.core; }\n";

  private static final String PROGRAM =
      """
      package embedding;
      import httpd.*;
      import httpd.route.*;
      import httpd.server.*;
      import java.net.*;
      public class Program {
        public static void main(String... arguments) throws Exception {
          var hub = Hub.keeping(1);
          hub.publish(Lines.exec("echo", "Hello").next());
          var router = Router.of(Route.get("/hello/{name}", request ->
              Response.text("Hello, " + request.param("name") + "!\\n")));
          var config = ServerConfig.defaults().withPort(0);
          try (var server = Server.start(config, router)) {
            var url = URI.create("http://127.0.0.1:" + server.address().getPort() + "/hello/Ada");
            try (var answer = url.toURL().openStream()) {
              System.out.print(new String(answer.readAllBytes()));
            }
          }
        }
      }
      """;

  @TempDir Path directory;

  @Test
  @DisplayName("B-23 the jar has the server without the command line, and its sources beside it")
  void content() throws IOException {
    try (var jar = new JarFile(TARGET.resolve("httpd-core.jar").toFile());
        var sources = new JarFile(TARGET.resolve("httpd-core-sources.jar").toFile())) {
      assertTrue(jar.stream().anyMatch(entry -> entry.getName().equals("httpd/Handler.class")));
      assertTrue(sources.stream().anyMatch(entry -> entry.getName().equals("httpd/Handler.java")));
      for (var service : services(jar)) {
        var provider = new String(jar.getInputStream(service).readAllBytes(), UTF_8).strip();
        assertNotNull(jar.getEntry(provider.replace('.', '/') + ".class"), provider);
      }
      for (var each : List.of(jar, sources)) {
        assertFalse(each.stream().anyMatch(entry -> entry.getName().startsWith("httpd/cli/")));
      }
    }
  }

  @Test
  @DisplayName("B-23.2 its POM names the optional libraries of the build, in the same versions")
  void optionalLibraries() throws IOException {
    var build = Files.readString(Path.of("pom.xml"));
    var core = Files.readString(TARGET.resolve("core/pom.xml"));
    for (var library : List.of("lettuce-core", "nimbus-jose-jwt")) {
      var property = library.substring(0, library.indexOf('-')) + ".version>";
      var version = build.split(property)[1].replaceFirst("</$", "");
      var dependency =
          """
                <artifactId>%s</artifactId>
                <version>%s</version>
                <optional>true</optional>
          """
              .formatted(library, version);
      assertTrue(core.contains(dependency), () -> dependency + " is not in " + core);
    }
  }

  private static List<JarEntry> services(JarFile jar) {
    var services =
        jar.stream()
            .filter(entry -> entry.getName().startsWith("META-INF/services/httpd."))
            .toList();
    assertFalse(services.isEmpty());
    return services;
  }

  @Test
  @DisplayName(
      "B-23 a program compiles and runs with its POM alone, on the class path and as a module")
  void embedded() throws Exception {
    var repository = repository();
    maven(
        repository,
        "org.apache.maven.plugins:maven-install-plugin:3.2.0:install-file",
        "-Dfile=" + TARGET.resolve("httpd-core.jar"),
        "-DpomFile=" + TARGET.resolve("core/pom.xml"));
    Files.writeString(directory.resolve("pom.xml"), pom(VERSION));
    var sources = Files.createDirectories(directory.resolve("src/main/java"));
    Files.writeString(sources.resolve("module-info.java"), MODULE);
    Files.writeString(
        Files.createDirectory(sources.resolve("embedding")).resolve("Program.java"), PROGRAM);
    maven(repository, "compile", "dependency:build-classpath", "-Dmdep.outputFile=path");
    var path = Files.readString(directory.resolve("path"));
    for (var unused : List.of("picocli", "lettuce", "nimbus")) {
      assertFalse(path.contains(unused), path);
    }
    path = path.strip() + ":" + directory.resolve("target/classes");
    assertGreets("-cp", path, "embedding.Program");
    assertGreets("--add-modules=ALL-MODULE-PATH", "-p", path, "-m", "embedding/embedding.Program");
  }

  private void assertGreets(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(Path.of(JAVA_HOME, "bin/java").toString()));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of(arguments));
    var result = run(command.toArray(String[]::new));
    assertEquals("Hello, Ada!\n", result.out(), result.err());
  }

  /** All that the user's repository has, by links, except this program. */
  private Path repository() throws IOException {
    var repository = Files.createDirectory(directory.resolve("repository"));
    var users = Path.of(System.getProperty("maven.repo.local"));
    try (var entries = Files.list(users)) {
      for (var entry : entries.filter(each -> !each.endsWith("httpd")).toList()) {
        Files.createSymbolicLink(repository.resolve(entry.getFileName()), entry);
      }
    }
    return repository;
  }

  /** The links lead out of the directory of the test. */
  @AfterEach
  void removeLinks() throws IOException {
    var repository = directory.resolve("repository");
    if (Files.exists(repository)) {
      try (var entries = Files.list(repository)) {
        for (var link : entries.filter(Files::isSymbolicLink).toList()) {
          Files.delete(link);
        }
      }
    }
  }

  private void maven(Path repository, String... arguments) throws Exception {
    var command =
        new ArrayList<>(
            List.of("mvn", "-o", "-B", "-ntp", "-q", "-Dmaven.repo.local=" + repository));
    command.addAll(List.of(arguments));
    var result = run(command.toArray(String[]::new));
    assertEquals(0, result.code(), result.out() + result.err());
  }

  private Launched.Result run(String... command) throws Exception {
    var environment = Map.of("JAVA_HOME", JAVA_HOME);
    try (var started = Launched.start(directory, environment, List.of(command))) {
      return started.await();
    }
  }

  private static String pom(String version) {
    return """
    <project>
      <modelVersion>4.0.0</modelVersion>
      <groupId>embedding</groupId><artifactId>embedding</artifactId><version>1</version>
      <properties><maven.compiler.release>25</maven.compiler.release></properties>
      <dependencies>
        <dependency>
          <groupId>httpd</groupId><artifactId>httpd-core</artifactId><version>%s</version>
        </dependency>
      </dependencies>
      <build>
        <plugins>
          <plugin>
            <artifactId>maven-compiler-plugin</artifactId><version>3.16.0</version>
          </plugin>
          <plugin>
            <artifactId>maven-resources-plugin</artifactId><version>3.5.0</version>
          </plugin>
          <plugin>
            <artifactId>maven-dependency-plugin</artifactId><version>3.11.0</version>
          </plugin>
        </plugins>
      </build>
    </project>
    """
        .formatted(version);
  }
}
