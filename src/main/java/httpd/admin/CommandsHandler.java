package httpd.admin;

import httpd.Request;
import httpd.Response;
import httpd.exec.Commands;
import httpd.exec.RunningCommand;
import httpd.http.JsonWriter;
import httpd.server.answer.OpenExchange;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The commands that run, each with the exchange that it answers: {@code /commands}. */
public final class CommandsHandler {

  private final Administered server;

  private CommandsHandler(Administered server) {
    this.server = server;
  }

  /** Returns the part of the admin place. */
  public static AdminPart part(Administered server) {
    return AdminPart.read(
        "commands",
        "running commands, and which stream each is of",
        new CommandsHandler(server)::list);
  }

  private Response list(Request request) throws Exception {
    var now = Instant.now();
    var running =
        Commands.ofTheProcess().list().stream()
            .sorted(Comparator.comparing(RunningCommand::began))
            .toList();
    var byProcess = running.isEmpty() ? Map.<Long, OpenExchange>of() : byProcess();
    try (var json = JsonWriter.ofAscii().object()) {
      json.add("now", now.toString()).add("running", running.size()).array("commands");
      for (var command : running.subList(0, Math.min(running.size(), StreamFilter.MOST))) {
        json.blank("\n")
            .object()
            .add("process", command.process())
            .add("command", command.name())
            .add("began", command.began().toString())
            .add("millis", Duration.between(command.began(), now).toMillis());
        addExchange(json, byProcess.get(command.process()));
        json.end();
      }
      return AdminJson.response(json.blank("\n").end().end().take());
    }
  }

  private Map<Long, OpenExchange> byProcess() throws InterruptedException {
    return server.openExchanges(each -> each.progress().insight().process() > 0).stream()
        .collect(
            Collectors.toMap(
                each -> each.progress().insight().process(), each -> each, (a, b) -> a));
  }

  private static void addExchange(JsonWriter json, @Nullable OpenExchange exchange) {
    if (exchange != null) {
      json.add("stream", exchange.id())
          .add("client", StreamJson.client(exchange.client()))
          .add("state", exchange.progress().state().word());
    }
  }
}
