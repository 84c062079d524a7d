package httpd.docs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The feed of the service in one file. */
class CrewFeedTest extends CrewService {

  @Test
  @DisplayName("E-6 a stream that stays open, and one that reconnects, miss nothing over midnight")
  void openAndReconnectedStreams() throws Exception {
    var held = new Listener(null);
    var leaves = new Listener(null);
    report(1, 3);
    held.hears(1, 3);
    leaves.hears(1, 2);
    leaves.client.close();
    report(4, 5);
    clock.moveTo("2027-01-01T00:00:01Z");
    report(6, 8);
    held.hears(4, 8);
    var back = new Listener(leaves.id);
    back.hears(3, 8);
    report(9, 9);
    held.hears(9, 9);
    back.hears(9, 9);
    assertEquals(5, Files.readAllLines(directory.resolve("data/feed/2026-12-31.jsonl")).size());
    assertEquals(4, Files.readAllLines(directory.resolve("data/feed/2027-01-01.jsonl")).size());
  }

  @Test
  @DisplayName("E-6 a client that was away over midnight and a restart misses nothing")
  void awayOverARestart() throws Exception {
    var leaves = new Listener(null);
    report(1, 2);
    leaves.hears(1, 1);
    leaves.client.close();
    clock.moveTo("2027-01-01T12:00:00Z");
    report(3, 3);
    restart();
    clock.moveTo("2027-01-03T12:00:00Z");
    report(4, 4);
    var back = new Listener(leaves.id);
    back.hears(2, 4);
    report(5, 5);
    back.hears(5, 5);
  }

  /** The first moves the clock as it reports; the last is cut off every few events. */
  @Test
  @DisplayName("E-6 events of concurrent clients over many midnights arrive once and in order")
  void concurrentReports() throws Exception {
    var held = new Listener(null);
    var start = held.id;
    var heard =
        atOnce(
            5,
            number -> {
              if (number == 4) {
                return hearWithCuts(start, 4 * 40);
              }
              for (int i = 0; i < 40; i++) {
                if (number == 0 && i % 8 == 0) {
                  clock.moveTo(String.format(Locale.ROOT, "2027-01-%02dT00:00:00Z", 1 + i / 8));
                }
                assertEquals(201, ask("POST", "/events", event(100 * number + i)).status());
              }
              return List.<String>of();
            });
    var expected = new ArrayList<String>();
    for (int i = 0; i < 4 * 40; i++) {
      expected.add(held.data());
    }
    assertEquals(expected, heard.getLast());
    for (int number = 0; number < 4; number++) {
      int from = 100 * number;
      var ofOne = IntStream.range(from, from + 40).mapToObj(CrewService::event).toList();
      assertEquals(ofOne, expected.stream().filter(ofOne::contains).toList());
    }
    assertTrue(names("feed").size() > 3, () -> "days");
  }

  private List<String> hearWithCuts(String id, int many) throws IOException {
    var heard = new ArrayList<String>();
    var listener = new Listener(id);
    while (heard.size() < many) {
      heard.add(listener.data());
      if (heard.size() % 7 == 0) {
        listener.client.close();
        listener = new Listener(listener.id);
      }
    }
    return heard;
  }

  @Test
  @DisplayName("E-7 an event that is sent again is in the feed once")
  void sentAgain() throws Exception {
    var added = new Answer(201, "{\"added\":2,\"known\":0}␊");
    assertEquals(added, ask("POST", "/events", event(1) + "␊" + event(2) + "␊"));
    var again = new Answer(200, "{\"added\":0,\"known\":1}␊");
    assertEquals(again, ask("POST", "/events", event(2)));
    restart();
    assertEquals(again, ask("POST", "/events", event(2)));
    clock.moveTo("2027-01-01T00:00:00Z");
    assertEquals(again, ask("POST", "/events", event(1)));
    var mixed = new Answer(201, "{\"added\":1,\"known\":1}␊");
    assertEquals(mixed, ask("POST", "/events", event(2) + "␊" + event(3)));
    assertEquals(event(1) + "␊" + event(2) + "␊", ask("GET", "/events?day=2026-12-31", "").body());
    assertEquals(event(3) + "␊", ask("GET", "/events", "").body());
    assertEquals(new Answer(200, ""), ask("GET", "/events?day=2000-01-01", ""));
  }

  @Test
  @DisplayName("E-7 of concurrent clients that send the same event one adds it")
  void sentAtOnce() throws Exception {
    var answers = atOnce(8, i -> ask("POST", "/events", event(1)).status());
    assertEquals(1, answers.stream().filter(status -> status == 201).count(), answers::toString);
    assertEquals(event(1) + "␊", ask("GET", "/events", "").body());
  }

  @Test
  @DisplayName("E-7.1 an incomplete line that a crash left damages no other line")
  void incompleteLine() throws Exception {
    report(1, 1);
    var feed = directory.resolve("data/feed/2026-12-31.jsonl");
    Files.write(feed, "{}\n{\"note\":\"caf\u00c3".getBytes(ISO_8859_1), StandardOpenOption.APPEND);
    restart();
    report(2, 2);
    assertEquals(
        event(1) + "␊{}␊{\"note\":\"caf\ufffd␊" + event(2) + "␊", ask("GET", "/events", "").body());
  }
}
