/** What the benchmarks ask for: /hello, /lines[?n=N], /hold and /proxy/PATH of port 9000. */
final List<String> alphabet =
    IntStream.range(0, 26)
        .mapToObj(i ->
            IntStream.range(i, i + 63)
                .mapToObj(j -> Character.toString('a' + j % 26))
                .collect(Collectors.joining()))
        .toList();

Response handle(Request request) {
  return switch (request.path()) {
    case "/hello" -> Response.text("Hello, World!");
    case "/lines" -> Response.lines(lines(request.query("n")));
    case "/hold" -> Response.lines(new Hold());
    case String path when path.startsWith("/proxy/") ->
        Response.lines(Lines.get("http://127.0.0.1:9000" + target(request)));
    default -> Response.status(404);
  };
}

/** As fast as possible; endless without a count. */
Iterator<String> lines(String count) {
  long last = count == null ? Long.MAX_VALUE : Long.parseLong(count);
  return new Iterator<>() {
    long i;

    @Override
    public boolean hasNext() {
      return i < last;
    }

    @Override
    public String next() {
      return alphabet.get((int) (i++ % alphabet.size()));
    }
  };
}

String target(Request request) {
  var path = request.path().substring("/proxy".length());
  return request.query().raw().isEmpty() ? path : path + "?" + request.query().raw();
}

/** One line, and then nothing for ever. */
static class Hold implements Iterator<String> {
  private final BlockingQueue<String> queue = new LinkedBlockingQueue<>(List.of("hello"));

  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public String next() {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
