package httpd.exec;

import java.util.List;

/** A program with its arguments, fixed before any request: request data never become part of it. */
public record Command(List<String> arguments, boolean terminal, String name) {

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

  public static Command shell(String line, boolean terminal) {
    return new Command(
        List.of("/bin/sh", "-c", line), terminal, (terminal ? "pty+exec:" : "exec:") + line);
  }

  public static Command of(List<String> arguments) {
    return new Command(arguments, false, "exec " + String.join(" ", arguments));
  }

  @Override
  public String toString() {
    return name;
  }
}
