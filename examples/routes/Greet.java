/** What {name} has matched, decoded. */
String handle(Request request) {
  return "Hello, " + request.param("name") + "!\n";
}
