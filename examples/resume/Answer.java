/** A slow answer, word by word, as of a language model: it survives the page that reads it. */
class Answer implements Handler {

  @Override
  public Response handle(Request request) throws Exception {
    return Response.durable(request, () -> Response.events(words(request.query("q"))));
  }

  /** Called once for each answer, however often its readers leave and come back. */
  private static Stream<ServerSentEvent> words(String question) {
    var words =
        ("You asked about " + question + " . The answer takes its time , and so do you").split(" ");
    return Stream.concat(
        Stream.of(words).peek(word -> pause()).map(ServerSentEvent::of),
        Stream.of(ServerSentEvent.of("").withEvent("done")));
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      throw new IllegalStateException("the answer was stopped", e);
    }
  }
}
