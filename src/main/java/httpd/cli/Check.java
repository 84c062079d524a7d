package httpd.cli;

import httpd.cli.error.CommandException;
import java.util.List;

/** A look at what arguments say, which changes nothing. */
interface Check {

  void run() throws CommandException;

  /** Makes all of them, and adds what each finds. */
  static void all(List<CommandException> errors, Check... checks) {
    for (var check : checks) {
      try {
        check.run();
      } catch (CommandException e) {
        errors.add(e);
      }
    }
  }
}
