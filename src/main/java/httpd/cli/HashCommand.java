package httpd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.auth.HashLine;
import httpd.auth.UserFileException;
import httpd.cli.error.CommandException;
import httpd.cli.error.ExitCode;
import httpd.cli.output.Console;
import httpd.cli.process.HiddenInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/**
 * {@code --hash}: makes a line for a file of users. The line goes to standard output, so that
 * {@code >>FILE} adds it; what a person reads goes to standard error.
 */
final class HashCommand {

  private static final String TOKEN = "token";

  /** A password is shorter; a file that was redirected by mistake is not read whole. */
  private static final int MOST_READ = 4096;

  private final Console console;
  private final InputStream input;

  HashCommand(Console console, InputStream input) {
    this.console = console;
    this.input = input;
  }

  /**
   * Prints a line.
   *
   * @param words {@code [NAME]} or {@code token NAME}
   */
  ExitCode run(List<String> words) throws CommandException {
    try {
      if (words.size() == 2 && words.getFirst().equals(TOKEN)) {
        return token(words.getLast());
      }
      if (words.size() > 1) {
        throw CommandException.wrong(
            "--hash " + String.join(" ", words) + ": there is one name",
            "write --hash NAME, or --hash token NAME");
      }
      return HiddenInput.isTerminal() ? ask(words) : read(words);
    } catch (UserFileException e) {
      throw CommandException.wrong("--hash: " + e.getMessage(), e.hint());
    } catch (IOException e) {
      throw CommandException.failed(
          "--hash: the input cannot be read: " + e.getMessage(), "type the password again", e);
    }
  }

  private ExitCode token(String name) throws UserFileException {
    var made = HashLine.ofNewToken(name);
    console.message("The token of " + name + ", which is shown only now:");
    console.message(made.token());
    console.print(made.line() + "\n");
    return ExitCode.STOPPED;
  }

  private ExitCode ask(List<String> words) throws UserFileException, IOException, CommandException {
    var name = words.isEmpty() ? asked("Name: ") : words.getFirst();
    HashLine.check(name);
    var password = askedHidden("Password of " + name + ": ");
    if (!Arrays.equals(password, askedHidden("The same again: "))) {
      throw CommandException.failed("--hash: the two passwords differ", "type it again", null);
    }
    return print(name, password);
  }

  private String asked(String question) throws IOException {
    prompt(question);
    return new String(HiddenInput.line(input), UTF_8).strip();
  }

  /** The question comes when nothing is shown any more, however fast the answer is typed. */
  private byte[] askedHidden(String question) throws IOException {
    return HiddenInput.during(() -> {
      prompt(question);
      try {
        return HiddenInput.line(input);
      } finally {
        console.message("");
      }
    });
  }

  private void prompt(String question) {
    console.err().print(question);
    console.err().flush();
  }

  private ExitCode read(List<String> words)
      throws UserFileException, IOException, CommandException {
    if (words.isEmpty()) {
      throw CommandException.wrong(
          "--hash: a pipe has the password, and no name is given", "write --hash NAME");
    }
    var name = words.getFirst();
    HashLine.check(name);
    var bytes = input.readNBytes(MOST_READ);
    int end = bytes.length;
    end -= end > 0 && bytes[end - 1] == '\n' ? 1 : 0;
    end -= end > 0 && bytes[end - 1] == '\r' ? 1 : 0;
    return print(name, Arrays.copyOf(bytes, end));
  }

  private ExitCode print(String name, byte[] password) throws UserFileException {
    console.print(HashLine.ofPassword(name, password) + "\n");
    return ExitCode.STOPPED;
  }
}
