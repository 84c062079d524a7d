/** Each line of a log as a server-sent event: the empty line that ends one comes by itself. */
Response handle(Request request) {
  var events = Lines.tail("examples/events/app.log").map(line -> "data: " + line + "\n");
  return Response.lines(events).withType("text/event-stream");
}
