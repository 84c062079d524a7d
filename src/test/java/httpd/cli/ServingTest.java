package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.cli.error.ExitCode;
import java.util.ArrayList;
import java.util.List;

/** The command as it serves, until a test has asked all its questions. */
abstract class ServingTest extends CommandTest {

  /** What a test asks of the server. */
  interface Questions {
    void ask() throws Exception;
  }

  /** The options of all commands of the test. */
  List<String> commonOptions() {
    return List.of("--port", "0", "--log", "off");
  }

  void serve(Questions questions, String... arguments) {
    serve(false, questions, arguments);
  }

  void serve(boolean terminal, Questions questions, String... arguments) {
    var all = new ArrayList<>(commonOptions());
    for (var argument : arguments) {
      all.add(inFolder(argument));
    }
    var code = run(() -> ask(questions), terminal, all.toArray(String[]::new));
    assertEquals(ExitCode.STOPPED, code, err());
  }

  private static void ask(Questions questions) {
    try {
      questions.ask();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
