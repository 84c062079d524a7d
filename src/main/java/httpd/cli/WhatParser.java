package httpd.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads one WHAT, and says what is wrong with it. */
final class WhatParser {

  static final List<String> KINDS = List.of("java", "text", "stdin", "tail");
  private static final List<String> LATER_KINDS =
      List.of("dir", "file", "exec", "hub", "http", "https");
  private static final Pattern LATER_PREFIX =
      Pattern.compile("(sse|lines|shared|pty)\\+.*", Pattern.DOTALL);
  private static final Pattern KIND =
      Pattern.compile("([A-Za-z][A-Za-z0-9]*):(.*)", Pattern.DOTALL);
  private static final String KNOWN = "this version has java: text: stdin: tail:";
  private static final int MOST_NAMES = 10_000;

  private final String text;

  /** The whole argument, which messages begin with. */
  private final String argument;

  WhatParser(String text, String argument) {
    this.text = text;
    this.argument = argument;
  }

  What parse() throws CommandException {
    if (text.isEmpty()) {
      throw wrong("WHAT is empty", "write a file, - for standard input, or text:STRING");
    }
    if (text.equals("-")) {
      return new What.Stdin();
    }
    if (LATER_PREFIX.matcher(text).matches()) {
      throw notYet(text.substring(0, text.indexOf('+') + 1));
    }
    var kind = KIND.matcher(text);
    return kind.matches() && !isFile(text) ? ofKind(kind.group(1), kind.group(2)) : ofBareWord();
  }

  private What ofKind(String kind, String rest) throws CommandException {
    return switch (kind) {
      case "java" -> new What.Java(file(kind, rest));
      case "text" -> new What.Text(rest);
      case "tail" -> new What.Tail(file(kind, rest));
      case "stdin" -> {
        if (!rest.isEmpty()) {
          throw wrong("stdin: takes nothing behind it", "write stdin: or -");
        }
        yield new What.Stdin();
      }
      default -> throw LATER_KINDS.contains(kind) ? notYet(kind + ":") : unknown(kind, rest);
    };
  }

  private What ofBareWord() throws CommandException {
    if (text.endsWith(".java")) {
      return new What.Java(file("java", text));
    }
    if (isFolder(text)) {
      throw CommandException.wrong(
          argument + ": this version cannot serve a folder yet", KNOWN + "; name a file in it");
    }
    return new What.Tail(file("tail", text));
  }

  private Path file(String kind, String name) throws CommandException {
    if (name.isEmpty()) {
      throw wrong(kind + ": needs the name of a file", "write " + kind + ":FILE");
    }
    if (isFolder(name)) {
      throw wrong(name + " is a folder", kind + ": takes a file");
    }
    if (!isFile(name)) {
      throw existsAtAll(name)
          ? wrong(name + " is no regular file", "a pipe is read with - : httpd - <" + name)
          : missing(name);
    }
    return Path.of(name);
  }

  private CommandException missing(String name) {
    var what = name.equals(argument) ? "no such file" : name + ": no such file";
    if (name.equals(argument) && name.contains("=") && !name.startsWith("/")) {
      return wrong(what, "a route begins with a slash: /" + argument);
    }
    return wrong(
        what,
        similar(name)
            .map(other -> "did you mean " + other + "?")
            .orElse("it must be there at the start; text:STRING serves a string"));
  }

  private CommandException unknown(String kind, String rest) {
    var what = "no such kind \"" + kind + ":\"";
    if (rest.startsWith("/") && rest.contains("=")) {
      return wrong(what, "methods are capitals: " + kind.toUpperCase(Locale.ROOT) + ":" + rest);
    }
    var all = Stream.concat(KINDS.stream(), LATER_KINDS.stream()).toList();
    return wrong(
        what, Nearest.to(kind, all).map(near -> "did you mean " + near + ":? ").orElse("") + KNOWN);
  }

  private CommandException notYet(String word) {
    return wrong("this version does not have " + word + " yet", KNOWN);
  }

  private CommandException wrong(String what, String hint) {
    return CommandException.wrong(argument + ": " + what, hint);
  }

  /** The name of a file beside the missing one that looks like it. */
  private static Optional<String> similar(String name) {
    try {
      var path = Path.of(name);
      var folder = path.getParent();
      var last = path.getFileName();
      if (last == null) {
        return Optional.empty();
      }
      try (var files = Files.list(folder == null ? Path.of("") : folder)) {
        var names =
            files.limit(MOST_NAMES).map(file -> String.valueOf(file.getFileName())).toList();
        return Nearest.to(last.toString(), names)
            .map(near -> folder == null ? near : folder.resolve(near).toString());
      }
    } catch (IOException | InvalidPathException noFolderToLookInto) {
      return Optional.empty();
    }
  }

  private static boolean isFile(String name) {
    return path(name).map(Files::isRegularFile).orElse(false);
  }

  private static boolean isFolder(String name) {
    return path(name).map(Files::isDirectory).orElse(false);
  }

  private static boolean existsAtAll(String name) {
    return path(name).map(Files::exists).orElse(false);
  }

  private static Optional<Path> path(String name) {
    try {
      return Optional.of(Path.of(name));
    } catch (InvalidPathException noFileHasThatName) {
      return Optional.empty();
    }
  }
}
