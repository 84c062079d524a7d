package httpd.cli.target;

import httpd.cli.error.CommandException;
import httpd.tail.TailedFiles;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a file or a folder in a WHAT: looked for, and refused if this user cannot read it.
 *
 * @param name as it was given
 * @param argument the whole argument, which messages begin with
 * @param bare whether no kind stands before it
 */
public record FileArgument(String name, String argument, boolean bare) {

  /** A date, or what stands for other letters. */
  private static final Pattern PATTERN = Pattern.compile("%[A-Za-z%]|[*?\\[]|\\{[^,{}]*+,");

  Path folder() throws CommandException {
    if (name.isEmpty()) {
      throw wrong("dir: needs the name of a folder", "write dir:FOLDER; dir:. is this one");
    }
    if (!isFolder()) {
      throw isThere()
          ? wrong(name + " is no folder", "write file:" + name + " to serve one file")
          : missing("folder");
    }
    return readable(Path.of(name));
  }

  Path file(String kind) throws CommandException {
    if (name.isEmpty()) {
      throw wrong(kind + ": needs the name of a file", "write " + kind + ":FILE");
    }
    if (isFolder()) {
      throw wrong(name + " is a folder", kind + ": takes a file; dir:" + name + " serves a folder");
    }
    if (!isFile()) {
      throw isThere()
          ? wrong(name + " is no regular file", "a pipe is read with - : httpd - <" + name)
          : missing("file");
    }
    return readable(Path.of(name));
  }

  /** A file that may come later, and patterns, as {@code tail:} takes them. */
  String followed() throws CommandException {
    if (name.isEmpty() || (isThere() && !isFile())) {
      return file("tail").toString(); // It says what is wrong.
    }
    var mistake =
        MissingFileHint.encoding(name)
            .or(() -> MissingFileHint.shell(name))
            .or(() -> MissingFileHint.query(name));
    if (!isThere() && mistake.isPresent()) {
      throw wrong(named("no such file"), mistake.get());
    }
    try {
      TailedFiles.ofTheProcess().file(name);
      if (isPattern()) {
        listable(patternFolder());
      } else {
        readable(Path.of(name));
      }
    } catch (InvalidPathException e) {
      throw wrong(name + " can be no file: " + e.getReason(), "write tail:FILE");
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()), "tail:log-%Y-%m-%d.txt follows the day's file");
    }
    return name;
  }

  /** Whether {@code tail:} finds files by it; a route that lacks its slash is no name of files. */
  boolean isPattern() {
    boolean mayBeRoute = bare && name.equals(argument) && name.contains("=");
    return PATTERN.matcher(name).find() && !isThere() && !mayBeRoute;
  }

  public boolean isFile() {
    return path().map(Files::isRegularFile).orElse(false);
  }

  boolean isFolder() {
    return path().map(Files::isDirectory).orElse(false);
  }

  private boolean isThere() {
    return path().map(Files::exists).orElse(false);
  }

  /** Of a pattern, the folder that its letters for others begin in. */
  private Path patternFolder() {
    var path = Path.of(name).toAbsolutePath();
    while (PATTERN.matcher(path.toString()).find() && path.getParent() != null) {
      path = path.getParent();
    }
    return path;
  }

  private void listable(Path folder) throws CommandException {
    readable(folder);
    if (Files.isDirectory(folder) && !Files.isReadable(folder)) {
      throw denied("permission to list the folder " + folder + " is denied");
    }
  }

  private Path readable(Path path) throws CommandException {
    var denial = ReadAccess.denial(path);
    if (denial.isPresent()) {
      throw denied(denial.get());
    }
    return path;
  }

  private CommandException missing(String noun) {
    return path()
        .flatMap(ReadAccess::denial)
        .map(this::denied)
        .or(() -> path().flatMap(this::danglingLink))
        .orElseGet(() ->
            wrong(named("no such " + noun), new MissingFileHint(name, argument, bare).hint()));
  }

  /** What keeps a file of arguments from being read. */
  public CommandException unread(String remedy) {
    if (!name.isEmpty() && isFolder()) {
      return wrong(name + " is a folder", remedy);
    }
    return path()
        .flatMap(ReadAccess::denial)
        .map(this::denied)
        .orElseGet(() -> CommandException.wrong(argument + ": no such file", remedy));
  }

  private CommandException denied(String denial) {
    return CommandException.failed(
        argument + ": " + named(denial),
        "`namei -l %s` shows who may; httpd runs as %s"
            .formatted(name, System.getProperty("user.name")),
        null);
  }

  private Optional<CommandException> danglingLink(Path path) {
    return Files.isSymbolicLink(path)
        ? Optional.of(
            wrong(
                named("it is a link, and its target is not there"),
                "`ls -l " + name + "` names it"))
        : Optional.empty();
  }

  /** The name is said once, if it is the argument. */
  private String named(String what) {
    return (name.equals(argument) ? "" : name + ": ") + what;
  }

  private CommandException wrong(String what, String hint) {
    return CommandException.wrong(argument + ": " + what, hint);
  }

  private Optional<Path> path() {
    try {
      return Optional.of(Path.of(name));
    } catch (InvalidPathException noFileHasThatName) {
      return Optional.empty();
    }
  }
}
