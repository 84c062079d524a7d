/** The warnings of a log, each a server-sent event. */
Response handle(Request request) {
  return Response.events(
      Lines.tail("examples/events/app.log").filter(line -> line.contains("WARN")));
}
