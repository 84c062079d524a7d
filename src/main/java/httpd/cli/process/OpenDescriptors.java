package httpd.cli.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The open descriptors of this process, as Linux shows them: which of the three standard ones were
 * closed when the JVM started, and which files the JVM has opened since. Elsewhere it shows none.
 */
final class OpenDescriptors {

  private static final Path DIRECTORY = Path.of("/proc/self/fd");
  private static final int LAST_STANDARD = 2;

  private OpenDescriptors() {}

  static List<Integer> closedAtStart() {
    return Files.isDirectory(DIRECTORY)
        ? IntStream.rangeClosed(0, LAST_STANDARD)
            .filter(OpenDescriptors::wasClosed)
            .boxed()
            .toList()
        : List.of();
  }

  /**
   * Whether it is still closed, or is a file that the JVM has opened. If the user has redirected it
   * to such a file, the JVM has that file under a second number.
   */
  private static boolean wasClosed(int descriptor) {
    try {
      var file = file(descriptor);
      return ownFiles().contains(file)
          && above(LAST_STANDARD).stream().noneMatch(other -> leadsTo(other, file));
    } catch (NoSuchFileException closed) {
      return true;
    } catch (IOException unknown) {
      return false;
    }
  }

  /** Finds the descriptors that the JVM has opened, without the standard ones. */
  static List<Integer> ofTheJvm() throws IOException {
    var own = ownFiles();
    return above(LAST_STANDARD).stream()
        .filter(descriptor -> own.stream().anyMatch(file -> leadsTo(descriptor, file)))
        .toList();
  }

  private static Set<Path> ownFiles() {
    var classes = System.getProperty("java.class.path", "").split(File.pathSeparator);
    var modules = Path.of(System.getProperty("java.home"), "lib", "modules");
    return Stream.concat(Stream.of(modules), Arrays.stream(classes).map(Path::of))
        .filter(Files::isRegularFile)
        .map(OpenDescriptors::real)
        .collect(Collectors.toSet());
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException unknown) {
      return file;
    }
  }

  private static Set<Integer> above(int descriptor) throws IOException {
    var all = new TreeSet<Integer>();
    try (var entries = Files.newDirectoryStream(DIRECTORY)) {
      entries.forEach(entry -> all.add(Integer.valueOf(entry.getFileName().toString())));
    }
    all.removeIf(other -> other <= descriptor);
    return all;
  }

  private static boolean leadsTo(int descriptor, Path file) {
    try {
      return file(descriptor).equals(file);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private static Path file(int descriptor) throws IOException {
    return Files.readSymbolicLink(DIRECTORY.resolve(Integer.toString(descriptor)));
  }
}
