package httpd.exec;

import java.util.ArrayList;
import java.util.List;

/**
 * What is run, fixed before any request comes: request data never become part of it.
 *
 * @param arguments the program and its arguments, copied
 * @param terminal whether its standard output is a terminal
 * @param name how the command line and the messages call it
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

  /** A line for {@code /bin/sh}. */
  public static Command shell(String line, boolean terminal) {
    return new Command(
        List.of("/bin/sh", "-c", line), terminal, (terminal ? "pty+exec:" : "exec:") + line);
  }

  /** A program and its arguments, with no shell between. */
  public static Command of(List<String> arguments) {
    return new Command(arguments, false, "exec " + String.join(" ", arguments));
  }

  /**
   * The same, with standard output going to a terminal that the command opens itself: as the leader
   * of a session without one it then owns it.
   */
  List<String> withTerminal(String path) {
    var all = new ArrayList<>(List.of("/bin/sh", "-c", "exec >\"$0\" && exec \"$@\"", path));
    all.addAll(arguments);
    return all;
  }

  @Override
  public String toString() {
    return name;
  }
}
