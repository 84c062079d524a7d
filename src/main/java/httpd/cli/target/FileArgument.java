package httpd.cli.target;

import httpd.route.TargetException;
import httpd.tail.TailedFiles;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a file or a directory in a WHAT; refused if this user cannot read it.
 *
 * @param argument the whole argument if the name has no kind, otherwise empty
 * @param kinds the kinds that a bare word may mean; null after a kind
 */
public record FileArgument(String name, String argument, @Nullable TargetKinds kinds) {

  public static FileArgument of(String name) {
    return new FileArgument(name, "", null);
  }

  private static final Pattern PATTERN = Pattern.compile("%[A-Za-z%]|[*?\\[]|\\{[^,{}]*+,");

  Path directory() throws TargetException {
    if (name.isEmpty()) {
      throw TargetException.wrong(
          "dir: needs the name of a directory", "write dir:DIRECTORY; dir:. is this one");
    }
    if (!isDirectory()) {
      throw isThere()
          ? TargetException.wrong(
              name + " is not a directory", "write file:" + name + " to serve one file")
          : missing("directory");
    }
    return readable(Path.of(name));
  }

  Path file(String kind) throws TargetException {
    if (name.isEmpty()) {
      throw TargetException.wrong(kind + ": needs the name of a file", "write " + kind + ":FILE");
    }
    if (isDirectory()) {
      throw TargetException.wrong(name + " is a directory", directoryHint(kind));
    }
    if (!isFile()) {
      throw isThere()
          ? TargetException.wrong(
              name + " is not a regular file", "a pipe is read with - : httpd - <" + name)
          : missing("file");
    }
    return readable(Path.of(name));
  }

  private String directoryHint(String kind) {
    return kind.equals("tail")
        ? "tail:" + name + "/ has the logs in it; dir:" + name + " serves its files"
        : kind + ": takes a file; dir:" + name + " serves a directory";
  }

  /** A file that may come later, and patterns, as {@code tail:} takes them. */
  String followed() throws TargetException {
    if (name.isEmpty() || (isThere() && !isFile())) {
      return file("tail").toString(); // Throws the error.
    }
    var mistake =
        MissingFileHint.encoding(name)
            .or(() -> MissingFileHint.shell(name))
            .or(() -> MissingFileHint.query(name));
    if (!isThere() && mistake.isPresent()) {
      throw TargetException.wrong(named("no such file"), mistake.get());
    }
    try {
      TailedFiles.ofTheProcess().file(name);
      if (isPattern()) {
        listable(patternDirectory());
      } else {
        readable(Path.of(name));
      }
    } catch (InvalidPathException e) {
      throw TargetException.wrong(
          name + " is not a file name: " + e.getReason(), "write tail:FILE");
    } catch (IllegalArgumentException e) {
      throw TargetException.wrong(
          String.valueOf(e.getMessage()), "tail:log-%Y-%m-%d.txt follows the day's file");
    }
    return name;
  }

  /** Whether the name is a pattern of {@code tail:}, not a route without its slash. */
  boolean isPattern() {
    boolean mayBeRoute = kinds != null && name.equals(argument) && name.contains("=");
    return PATTERN.matcher(name).find() && !isThere() && !mayBeRoute;
  }

  public boolean isFile() {
    return path().map(Files::isRegularFile).orElse(false);
  }

  boolean isDirectory() {
    return path().map(Files::isDirectory).orElse(false);
  }

  private boolean isThere() {
    return path().map(Files::exists).orElse(false);
  }

  /** Of a pattern, the directory that its letters for others begin in. */
  private Path patternDirectory() {
    var path = Path.of(name).toAbsolutePath();
    while (PATTERN.matcher(path.toString()).find() && path.getParent() != null) {
      path = path.getParent();
    }
    return path;
  }

  private void listable(Path directory) throws TargetException {
    readable(directory);
    if (Files.isDirectory(directory) && !Files.isReadable(directory)) {
      throw denied("permission to list the directory " + directory + " is denied");
    }
  }

  private Path readable(Path path) throws TargetException {
    var denial = ReadAccess.denial(path);
    if (denial.isPresent()) {
      throw denied(denial.get());
    }
    return path;
  }

  private TargetException missing(String noun) {
    return path()
        .flatMap(ReadAccess::denial)
        .map(this::denied)
        .or(() -> path().flatMap(this::danglingLink))
        .orElseGet(() ->
            TargetException.wrong(
                named("no such " + noun), new MissingFileHint(name, argument, kinds).hint()));
  }

  public TargetException unread(String remedy) {
    if (!name.isEmpty() && isDirectory()) {
      return TargetException.wrong(name + " is a directory", remedy);
    }
    return path()
        .flatMap(ReadAccess::denial)
        .map(this::denied)
        .orElseGet(() -> TargetException.wrong("no such file", remedy));
  }

  private TargetException denied(String denial) {
    return TargetException.failed(
        named(denial),
        "`namei -l %s` shows who may; httpd runs as %s"
            .formatted(name, System.getProperty("user.name")),
        null);
  }

  private Optional<TargetException> danglingLink(Path path) {
    return Files.isSymbolicLink(path)
        ? Optional.of(
            TargetException.wrong(
                named("it is a link, and its target is not there"),
                "`ls -l " + name + "` names it"))
        : Optional.empty();
  }

  private String named(String what) {
    return (name.equals(argument) ? "" : name + ": ") + what;
  }

  private Optional<Path> path() {
    try {
      return Optional.of(Path.of(name));
    } catch (InvalidPathException noFileHasThatName) {
      return Optional.empty();
    }
  }
}
