/** Each line of the upstream goes on the moment it comes; when the client leaves, so do we. */
Lines handle(Request request) {
  return Lines.get("http://127.0.0.1:9000" + request.path());
}
