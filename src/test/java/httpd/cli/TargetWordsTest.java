package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC, "The list of routes": what is said of a target. */
class TargetWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tail:app.log                             | lines added to app.log
          sse+tail:feed.jsonl                      | lines added to feed.jsonl
          exec:vmstat 1                            | what vmstat 1 prints
          shared+pty+exec:vmstat 1                 | what vmstat 1 prints, one run for all
          durable+exec:make                        | what make prints, kept when its reader leaves
          java:In.java (watched)                   | handler In.java
          dir:public                               | files in public
          file:index.html                          | the file index.html
          stdin:                                   | lines of a pipe
          hub:redis://db:6379/key                  | a hub: GET subscribes to what POST publishes
          text:hello                               | the text "hello"
          http://127.0.0.1:8080/a                  | another server: http://127.0.0.1:8080/a
          http://bob:pw@up/a?key=1,http://c:d@up/b | another server: http://up/a,http://up/b
          exec:curl https://a:b@up/x?token=1 -s    | what curl https://up/x -s prints
          http+unix:/run/app.sock:/                | another server on this machine
          type=text/csv+exec:report                | what report prints
          db:postgres://u:p@host/db                | something of the kind db
          """)
  @DisplayName("FP-1.2, FP-4 what a target serves is said in words, without secrets")
  void here(String target, String words) {
    assertEquals(words, TargetWords.of(target, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exec:/usr/bin/report --key s3cret | what report prints
          exec:TOKEN=s3cret report          | what a command prints
          https://internal.example/a        | another server
          """)
  @DisplayName("FP-4.1 others do not see arguments of commands and places of upstreams")
  void others(String target, String words) {
    assertEquals(words, TargetWords.of(target, true));
  }
}
