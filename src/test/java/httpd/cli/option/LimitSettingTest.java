package httpd.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.limit.Bound;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** M-4: limits on the command line. */
class LimitSettingTest {

  private static OptionParser.Parsed parse(String... arguments) {
    return new OptionParser(Map.of()).parse(arguments);
  }

  @Test
  @DisplayName("M-4 limits are set by name, the last counts, and those with an option by it")
  void set() {
    var parsed =
        parse(
            "--limit",
            "connections=100,head-time=500ms",
            "--limit",
            "body-memory=2m,connections=7",
            "--max-body",
            "64k",
            "--max-exec",
            "3",
            "--limit",
            "tunnel-idle=off",
            "text:x");
    assertTrue(parsed.errors().isEmpty());
    var limits = parsed.options().limits();
    assertEquals(7, limits.of(Bound.CONNECTIONS).most());
    assertEquals(500, limits.of(Bound.HEAD_TIME).time().toMillis());
    assertEquals(2 << 20, limits.of(Bound.BODY_MEMORY).most());
    assertEquals(64 << 10, limits.of(Bound.BODY).most());
    assertEquals(3, limits.of(Bound.COMMANDS).most());
    assertEquals(0, limits.of(Bound.TUNNEL_IDLE).most());
    assertEquals(Bound.STREAMS.standard(), limits.of(Bound.STREAMS).most());
  }

  @ParameterizedTest(name = "M-4 {0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "connections | --limit connections: a limit is NAME=VALUE | write --limit connections=1000,"
            + " or --limit head-time=10s",
        "conections=1 | --limit conections=1: there is no limit conections | did you mean"
            + " connections?",
        "commands=1 | --limit commands=1: commands has an option of its own | write --max-exec 1",
        "head-time=20 | --limit head-time=20: head-time is a time such as 500ms, 20s, 5m or 1h, or"
            + " off | the default is --limit head-time=20s",
        "streams=0 | --limit streams=0: streams is a number from 1 to 999999999, or off | the"
            + " default is --limit streams=8000",
        "head=x | --limit head=x: head is a number of bytes, or one with k, m or g after it, or off"
            + " | the default is --limit head=32k"
      })
  void wrong(String value, String message, String hint) {
    var error = parse("--limit", value, "text:x").errors().getFirst();
    assertEquals(message + "\n  hint: " + hint, error.getMessage() + "\n  hint: " + error.hint());
  }
}
