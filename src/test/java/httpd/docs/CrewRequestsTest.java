package httpd.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Claims, notes and invalid requests of the service in one file. */
class CrewRequestsTest extends CrewService {

  @Test
  @DisplayName("E-8 of concurrent claims of one thing one succeeds")
  void claimedAtOnce() throws Exception {
    for (int round = 0; round < 20; round++) {
      var path = "/claims/task-" + round;
      var answers = atOnce(4, i -> ask("POST", path, "{\"holder\":\"h%s\"}".formatted(i)));
      var winners = answers.stream().filter(answer -> answer.status() == 201).toList();
      assertEquals(1, winners.size(), answers::toString);
      for (var answer : answers) {
        assertTrue(answer.status() == 201 || answer.status() == 409, answers::toString);
        assertEquals(winners.getFirst().body(), answer.body(), "who has it");
      }
    }
  }

  @Test
  @DisplayName(
      "E-8.1 a claim is renewed and released by its holder, outlasts a restart and expires")
  void claimLife() throws Exception {
    var ada = "{\"holder\":\"ada\",\"seconds\":60}";
    var grace = "{\"holder\":\"grace\"}";
    var path = "/claims/src%2Fa%20b.java";
    var held =
        "{\"target\":\"src/a b.java\",\"holder\":\"ada\",\"until\":\"2027-01-01T00:00:58Z\"}␊";
    assertEquals(new Answer(201, held), ask("POST", path, ada));
    assertEquals(new Answer(409, held), ask("POST", path, grace));
    assertEquals(new Answer(409, held), ask("DELETE", path, grace));
    assertEquals(new Answer(200, held), ask("GET", "/claims", ""));
    restart();
    clock.moveTo("2027-01-01T00:00:57Z");
    var renewed = held.replace("00:00:58", "00:01:57");
    assertEquals(new Answer(409, held), ask("POST", path, grace));
    assertEquals(new Answer(200, renewed), ask("POST", path, ada));
    clock.moveTo("2027-01-01T00:01:57Z");
    assertEquals(new Answer(200, ""), ask("GET", "/claims", ""));
    assertEquals(201, ask("POST", path, grace).status());
    assertEquals(409, ask("DELETE", path, ada).status());
    assertEquals(204, ask("DELETE", path, grace).status());
    assertEquals(204, ask("DELETE", path, grace).status());
    assertEquals(201, ask("POST", path, ada).status());
    assertEquals(201, ask("POST", "/claims/%2E%2E", ada).status());
    assertEquals(List.of("...json", "src%2Fa+b.java.json"), names("claims"));
  }

  @Test
  @DisplayName("E-9 notes are written, read, listed and deleted; one that is missing is a 404")
  void notes() throws Exception {
    assertEquals(new Answer(201, ""), ask("PUT", "/memory/deploys", "on Mondays ␊é␊"));
    assertEquals(new Answer(204, ""), ask("PUT", "/memory/deploys", "never␊é␊"));
    assertEquals(201, ask("PUT", "/memory/a", "").status());
    assertEquals(new Answer(200, "a␊deploys␊"), ask("GET", "/memory", ""));
    assertEquals(new Answer(200, "never␊é␊"), ask("GET", "/memory/deploys", ""));
    assertEquals(204, ask("DELETE", "/memory/a", "").status());
    assertEquals(404, ask("DELETE", "/memory/a", "").status());
    assertEquals(404, ask("GET", "/memory/a", "").status());
    assertEquals(List.of("deploys.md"), names("memory"));
  }

  @Test
  @DisplayName("E-9 an invalid request is refused, and nothing is written")
  void invalidRequests() throws Exception {
    for (var event :
        List.of(
            "x",
            "[]",
            "{}",
            "␊",
            "{\"machine\":\"m\",\"agent\":\"a\"}",
            event(1) + "x",
            event(1).replace("}", ",}"),
            event(1).replace("}", ",\"n\":01}"),
            event(1).replace("}", ",\"n\":{}}"),
            event(1).replace("\"m\"", "\"\""),
            event(1).replace("\"m\"", "7"),
            event(1).replace("\"m\"", "\"\\u0041\""),
            event(1).replace("\"m\"", "\"" + "m".repeat(201) + "\""))) {
      var answer = ask("POST", "/events", event);
      assertEquals(400, answer.status(), event);
      assertTrue(answer.body().startsWith("event 1: "), answer.body());
    }
    assertEquals(413, ask("POST", "/events", "x".repeat(70_000)).status());
    assertEquals(400, ask("GET", "/events?day=../../x", "").status());
    assertEquals(400, ask("GET", "/events/stream?after=x!", "").status());
    for (var name : List.of("%2E%2E", "..%2Fx", "a%2Fb", ".x", "a%00", "a".repeat(101), "%C3%A9")) {
      assertEquals(400, ask("PUT", "/memory/" + name, "x").status(), name);
      assertEquals(400, ask("GET", "/memory/" + name, "").status(), name);
    }
    var ada = "{\"holder\":\"ada\"}";
    for (var target : List.of("a%22b", "a%5Cb", "a%0Ab", "a".repeat(201), "%C3%A9".repeat(50))) {
      assertEquals(400, ask("POST", "/claims/" + target, ada).status(), target);
    }
    for (var body :
        List.of(
            "",
            "ada",
            "{\"seconds\":5}",
            ada.replace("}", ",\"seconds\":0}"),
            ada.replace("}", ",\"seconds\":1e9}"),
            ada.replace("}", ",\"seconds\":100000}"))) {
      assertEquals(400, ask("POST", "/claims/x", body).status(), body);
    }
    assertEquals(405, ask("PATCH", "/events", "").status());
    assertEquals(404, ask("GET", "/", "").status());
    assertEquals(List.of(), names("memory"));
    assertEquals(List.of(), names("claims"));
    assertEquals(new Answer(200, ""), ask("GET", "/events", ""));
  }

  @Test
  @DisplayName("E-9 a long line of escapes is valid")
  void longEscapes() throws Exception {
    var event = event(1).replace("}", ",\"note\":\"" + "\\n".repeat(30_000) + "\"}");
    assertEquals(201, ask("POST", "/events", event).status());
    assertEquals(event + "␊", ask("GET", "/events", "").body());
  }
}
