package httpd.script;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A program that finds libraries and what these need, and prints a class path. */
enum DependencyTool {
  /** Reads a Java file with the same lines. */
  JBANG("jbang") {
    @Override
    List<String> command(Path program, List<Coordinates> wanted, Path work) throws IOException {
      var lines = wanted.stream().map(each -> "//DEPS " + each + "\n");
      var file = work.resolve("Deps.java");
      Files.writeString(file, lines.collect(Collectors.joining("", "", "class Deps {}\n")));
      return List.of(program.toString(), "--quiet", "info", "classpath", file.toString());
    }
  },
  /** Reads a project that needs them. */
  MAVEN("mvn") {
    @Override
    List<String> command(Path program, List<Coordinates> wanted, Path work) throws IOException {
      var pom = work.resolve("pom.xml");
      Files.writeString(
          pom,
          """
          <project xmlns="http://maven.apache.org/POM/4.0.0">
            <modelVersion>4.0.0</modelVersion>
            <groupId>httpd</groupId>
            <artifactId>handler</artifactId>
            <version>1</version>
            <dependencies>%s</dependencies>
          </project>
          """
              .formatted(wanted.stream().map(Coordinates::ofMaven).collect(Collectors.joining())));
      return List.of(
          program.toString(),
          "-q",
          "-B",
          "-f",
          pom.toString(),
          PLUGIN + ":build-classpath",
          "-Dmdep.includeScope=runtime",
          "-Dmdep.outputFile=" + work.resolve(RESULT));
    }
  },
  /** Takes them as arguments. */
  COURSIER("cs") {
    @Override
    List<String> command(Path program, List<Coordinates> wanted, Path work) {
      var command = new ArrayList<>(List.of(program.toString(), "fetch", "--classpath"));
      wanted.forEach(each -> command.add(each.ofCoursier()));
      return command;
    }
  };

  /** The file with the class path, for a program that does not print it. */
  static final String RESULT = "classpath";

  private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0";

  private final String program;

  DependencyTool(String program) {
    this.program = program;
  }

  /** The name of the program. */
  String program() {
    return program;
  }

  /**
   * Returns the command that finds the class path, and writes what it reads.
   *
   * @param work an empty directory
   */
  abstract List<String> command(Path program, List<Coordinates> wanted, Path work)
      throws IOException;

  /** A program that is installed. */
  record Installed(DependencyTool tool, Path program) {}

  /** Finds the first of them in the {@code PATH} of an environment. */
  static Optional<Installed> find(Map<String, String> environment) {
    for (var tool : values()) {
      for (var directory : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
        var program = Path.of(directory.isEmpty() ? "." : directory, tool.program);
        if (Files.isExecutable(program) && !Files.isDirectory(program)) {
          return Optional.of(new Installed(tool, program.toAbsolutePath()));
        }
      }
    }
    return Optional.empty();
  }
}
