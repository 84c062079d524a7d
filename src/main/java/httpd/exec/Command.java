package httpd.exec;

import java.util.List;

/**
 * A program with its arguments, fixed before any request: request data never become part of it.
 *
 * @param terminal whether its standard output is a terminal
 * @param name its name on the command line and in messages
 */
public record Command(List<String> arguments, boolean terminal, String name) {

  /**
   * Copies the arguments.
   *
   * @throws IllegalArgumentException if there is no program, or an argument has a NUL character
   */
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

  /** Makes a command without a shell. */
  public static Command of(List<String> arguments) {
    return new Command(arguments, false, "exec " + String.join(" ", arguments));
  }

  @Override
  public String toString() {
    return name;
  }
}
