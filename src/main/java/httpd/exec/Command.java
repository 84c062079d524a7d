package httpd.exec;

import java.util.List;

/** A program with its arguments, fixed before any request: request data never become part of it. */
public record Command(List<String> arguments, String name, RunSettings settings) {

  public Command {
    arguments = List.copyOf(arguments);
    if (arguments.isEmpty() || arguments.getFirst().isEmpty()) {
      throw new IllegalArgumentException("a command needs a program; this one is " + arguments);
    }
    for (var argument : arguments) {
      if (argument.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("an argument of a command has a NUL character");
      }
    }
  }

  /** A command of the shell that prints lines. */
  public static Command shell(String line, boolean terminal) {
    return terminal
        ? shell(line, "pty+exec:" + line, RunSettings.DEFAULT.onTerminal())
        : shell(line, "exec:" + line, RunSettings.DEFAULT);
  }

  /** A command of the shell. */
  public static Command shell(String line, String name, RunSettings settings) {
    return new Command(List.of("/bin/sh", "-c", line), name, settings);
  }

  public static Command of(List<String> arguments) {
    return new Command(arguments, "exec " + String.join(" ", arguments), RunSettings.DEFAULT);
  }

  @Override
  public String toString() {
    return name;
  }
}
