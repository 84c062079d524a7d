package httpd.cli.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.cli.error.CommandException;
import httpd.cli.option.ClassPath;
import httpd.live.View;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tail:} with a slash at its end. */
class LogsTargetTest {

  @TempDir Path folder;

  private static RouteTarget parse(String text) throws CommandException {
    try (var kinds = TargetKinds.load(ClassPath.EMPTY)) {
      return TargetParser.parse(text, "/x=" + text, kinds);
    }
  }

  @Test
  @DisplayName("TL-1, TL-2 a slash at the end means the logs of a directory, or all that match")
  void slash() throws Exception {
    Files.createFile(folder.resolve("app.log"));
    for (var text : new String[] {folder + "/", folder + "/*.log/", folder + "/**/", "/"}) {
      assertEquals("tail:" + text, assertInstanceOf(LogsTarget.class, parse("tail:" + text)) + "");
    }
    assertInstanceOf(DirectoryTarget.class, parse(folder + "/"));
    assertInstanceOf(TailTarget.class, parse("tail:" + folder + "/*.log"));
    var events = assertInstanceOf(LogsTarget.class, parse("sse+tail:" + folder + "/"));
    assertEquals(View.EVENTS, events.presentation().only());
    var odd = Files.createDirectory(folder.resolve("a*b[1]"));
    assertEquals("tail:" + odd + "/", parse("tail:" + odd + "/").toString());
  }

  @ParameterizedTest
  @DisplayName("TL-1, TL-3 what does not fit is an error with a remedy")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "tail:~         | ~ is a directory | tail:~/ has the logs in it; dir:~ serves its files",
        "tail:~/app.log/ | ~/app.log is not a directory | write tail:~/app.log to follow one file",
        "tail:~/sbu/    | ~/sbu: no such directory | did you mean ~/sub?",
        "tail:~/no/*.log/ | ~/no: no such directory | it must exist at the start; text:STRING"
            + " serves a string",
        "tail:~/%Y-%m/  | tail:~/%Y-%m/: a date stands for the name of one file | write"
            + " tail:~/%Y-%m without the slash, or * in place of the date",
        "tail:~/[/      | ~/[/ is not a pattern: Missing '] | tail:DIRECTORY/ has the logs in it,"
            + " tail:'DIRECTORY/*.log/' those that match",
      })
  void errors(String text, String message, String hint) throws Exception {
    Files.createFile(folder.resolve("app.log"));
    Files.createDirectory(folder.resolve("sub"));
    var target = text.replace("~", folder.toString());
    var error = assertThrows(CommandException.class, () -> parse(target));
    assertEquals(
        "/x=" + target + ": " + message.replace("~", folder.toString()), error.getMessage());
    assertEquals(hint.replace("~", folder.toString()), error.hint());
  }
}
