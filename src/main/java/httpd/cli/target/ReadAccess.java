package httpd.cli.target;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the user of this process can read a file or a directory. */
final class ReadAccess {

  private ReadAccess() {}

  /** What is denied; empty if nothing is, or nothing is there. */
  static Optional<String> denial(Path path) {
    return lockedDirectory(path)
        .map(directory -> "permission to enter the directory " + directory + " is denied")
        .or(() ->
            isDenied(path) ? Optional.of("permission to read it is denied") : Optional.empty());
  }

  /** The first directory on the way in which no file can be reached. */
  private static Optional<Path> lockedDirectory(Path path) {
    var way = path.toAbsolutePath();
    for (int names = 1; names < way.getNameCount(); names++) {
      var directory = way.getRoot().resolve(way.subpath(0, names));
      if (Files.isDirectory(directory) && !Files.isExecutable(directory)) {
        return Optional.of(directory);
      }
    }
    return Optional.empty();
  }

  /** A directory that can be entered serves files by their names, though it cannot be listed. */
  private static boolean isDenied(Path path) {
    return Files.exists(path)
        && !(Files.isDirectory(path) ? Files.isExecutable(path) : Files.isReadable(path));
  }
}
