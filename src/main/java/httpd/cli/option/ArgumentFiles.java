package httpd.cli.option;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Replaces each {@code @FILE} by the arguments in the file: UTF-8, one a line, verbatim. Empty
 * lines and comments do not count. A file may name others; each is read once.
 */
final class ArgumentFiles {

  /** Options whose value may begin with an {@code @} of its own. */
  private static final Set<String> VERBATIM = Set.of("-c", "--code", "--data");

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final List<String> arguments = new ArrayList<>();
  private final Set<Path> read = new HashSet<>();

  private ArgumentFiles() {}

  /** Returns all arguments; a file that cannot be read stays {@code @FILE}. */
  static String[] expand(String... arguments) {
    var files = new ArgumentFiles();
    boolean isValue = false;
    for (var argument : arguments) {
      if (isValue) {
        files.arguments.add(argument);
      } else {
        files.add(argument);
      }
      isValue = VERBATIM.contains(argument);
    }
    return files.arguments.toArray(String[]::new);
  }

  private void add(String argument) {
    boolean isFile = argument.startsWith("@") && argument.length() > 1 && argument.charAt(1) != '@';
    if (!isFile || !addLines(argument.substring(1))) {
      arguments.add(argument);
    }
  }

  /** Returns false if the file cannot be read. */
  private boolean addLines(String name) {
    try {
      var file = Path.of(name);
      if (read.contains(file.toAbsolutePath())) {
        return true;
      }
      var text = new String(Files.readAllBytes(file), UTF_8);
      read.add(file.toAbsolutePath());
      withoutMark(text)
          .lines()
          .filter(line -> !line.isEmpty() && !line.strip().startsWith("#"))
          .forEach(this::add);
      return true;
    } catch (IOException | InvalidPathException unreadable) {
      return false;
    }
  }

  /** Windows editors put the mark in front of UTF-8 text. */
  private static String withoutMark(String text) {
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
  }
}
