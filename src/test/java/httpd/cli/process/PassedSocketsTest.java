package httpd.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.cli.error.CommandException;
import httpd.cli.error.ExitCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassedSocketsTest {

  private static List<Integer> passed(String count, String process) throws CommandException {
    return PassedSockets.of(Map.of("LISTEN_FDS", count, "LISTEN_PID", process), 4711);
  }

  @Test
  @DisplayName("N-50, N-50.1 descriptors from 3 on are taken, if they are for this process")
  void descriptors() throws Exception {
    assertEquals(List.of(3, 4), passed("2", "4711"));
    assertEquals(List.of(), passed("0", "4711"));
    assertEquals(List.of(), passed("2", "4712"));
    assertEquals(List.of(), PassedSockets.of(Map.of("LISTEN_FDS", "2"), 4711));
    assertEquals(List.of(), PassedSockets.of(Map.of(), 4711));
  }

  @ParameterizedTest
  @ValueSource(strings = {"two", "-1", "", "99999", "2000"})
  @DisplayName("N-53 a number of descriptors that is none is an error")
  void noNumber(String count) {
    var error = assertThrows(CommandException.class, () -> passed(count, "4711"));
    assertEquals(ExitCode.WRONG_ARGUMENTS, error.exitCode());
  }
}
