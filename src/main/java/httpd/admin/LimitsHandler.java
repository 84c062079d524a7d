package httpd.admin;

import httpd.Request;
import httpd.Response;
import httpd.http.JsonWriter;
import httpd.limit.Bound;
import httpd.limit.StreamMemory;
import httpd.limit.Unit;

/** The bounds in force: {@code /limits}. */
public final class LimitsHandler {

  private final Administered server;

  private LimitsHandler(Administered server) {
    this.server = server;
  }

  /** Returns the part of the admin place. */
  public static AdminPart part(Administered server) {
    return AdminPart.read(
        "limits",
        "what is bounded: its value, what is held of it, how often it was reached",
        new LimitsHandler(server)::list);
  }

  private Response list(Request request) {
    try (var json = JsonWriter.ofAscii().object()) {
      json.array("limits");
      for (var bound : Bound.values()) {
        var limit = server.limits().of(bound);
        json.blank("\n")
            .object()
            .add("name", bound.title())
            .add("unit", unit(bound.unit()))
            .add("most", limit.most())
            .add("held", bound == Bound.STREAM_MEMORY ? streamMemory() : limit.held())
            .add("reached", limit.reached())
            .add("option", bound.option("VALUE"))
            .end();
      }
      return AdminJson.response(json.blank("\n").end().end().take());
    }
  }

  private static long streamMemory() {
    return StreamMemory.ofTheProcess().held();
  }

  private static String unit(Unit unit) {
    return switch (unit) {
      case COUNT -> "count";
      case BYTES -> "bytes";
      case TIME -> "milliseconds";
      case BYTES_A_SECOND -> "bytes-per-second";
      case MESSAGES_A_SECOND -> "messages-per-second";
    };
  }
}
