/** A slow answer, word by word, as of a language model: it survives the page that reads it. */
Response handle(Request request) throws Exception {
  return Response.durable(request, () -> Response.events(words(request.query("q"))));
}

/** Called once for each answer, however often its readers leave and come back. */
Stream<ServerSentEvent> words(String question) {
  var text = "You asked about " + question + " . The answer takes its time , and so do you";
  return Stream.concat(
      Stream.of(text.split(" ")).map(this::said),
      Stream.of(ServerSentEvent.of("").withEvent("done")));
}

ServerSentEvent said(String word) {
  LockSupport.parkNanos(200_000_000);
  return ServerSentEvent.of(word);
}
