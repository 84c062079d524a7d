package httpd.cli.option;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/** Jars and class directories, the value of {@code --class-path}. */
public record ClassPath(List<Path> entries) {

  public static final ClassPath EMPTY = new ClassPath(List.of());

  static ClassPath read(String value) {
    return new ClassPath(
        Arrays.stream(value.split(File.pathSeparator))
            .filter(name -> !name.isEmpty())
            .map(ClassPath::entry)
            .toList());
  }

  private static Path entry(String name) {
    try {
      var path = Path.of(name);
      if (!Files.exists(path)) {
        throw new InvalidValueException(
            name + " does not exist", "name a jar or a directory with classes");
      }
      if (!Files.isDirectory(path)) {
        new JarFile(path.toFile()).close();
      }
      return path;
    } catch (IOException | InvalidPathException e) {
      throw new InvalidValueException(
          name + " is not a jar: " + e.getMessage(), "jar tf " + name + " lists what is in it");
    }
  }

  static ClassPath of(List<ClassPath> parts) {
    return new ClassPath(parts.stream().flatMap(part -> part.entries.stream()).toList());
  }

  @Override
  public String toString() {
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
