/** Adds what is posted to the file that GET follows: two routes and a file are a chat. */
Response handle(Request request) throws IOException {
  var chat = Path.of("examples/routes/chat.log");
  Files.writeString(chat, request.text() + "\n", StandardOpenOption.APPEND);
  return Response.status(204);
}
