package httpd.cost;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a client does many times, how often for one figure, and how well that repeats. */
record HotPath(String name, int times, Spread spread, Measurement measurement) {

  /** Does it as often as it is told, and gives the cost of one. */
  interface Measurement {
    Cost of(CountedServer server, int times) throws IOException;
  }

  /** How much depends on which thread is first, in percent of the figure. */
  record Spread(int bytes, int systemCalls) {}

  private static final Spread ON_THE_LOOP = new Spread(0, 25);

  /** The loop sleeps before the answer of the handler's thread has come, or it does not. */
  private static final Spread BY_A_THREAD = new Spread(0, 80);

  /** Threads park, with their stacks, or find that there is no need to. */
  private static final Spread BETWEEN_THREADS = new Spread(6, 25);

  private static final String PUBLICATION =
      "POST /hub HTTP/1.1\nHost: test\nContent-Length: 5\n\nhello";

  /** The paths of docs/hot-paths.txt. */
  static final List<HotPath> ALL =
      List.of(
          new HotPath("request text", 400, ON_THE_LOOP, requests("/text")),
          new HotPath("request handler", 400, BY_A_THREAD, requests("/handler")),
          new HotPath("request file", 400, BY_A_THREAD, requests("/page")),
          new HotPath("request not-modified", 400, BY_A_THREAD, HotPath::notModified),
          new HotPath("request not-found", 400, ON_THE_LOOP, requests("/hub/none")),
          new HotPath("connection", 200, ON_THE_LOOP, HotPath::connections),
          new HotPath("stream given-up", 200, BETWEEN_THREADS, HotPath::givenUp),
          new HotPath("line handler", 20_000, ON_THE_LOOP, lines("/lines?n=")),
          new HotPath("line proxy", 20_000, ON_THE_LOOP, lines("/up/?n=")),
          new HotPath("line proxy-alone", 400, ON_THE_LOOP, HotPath::linesAlone),
          new HotPath("event of-100", 4_000, BETWEEN_THREADS, HotPath::events));

  /** The cost of one, now. */
  Cost measure(CountedServer server) throws IOException {
    return measurement.of(server, times);
  }

  private static Measurement requests(String path) {
    return (server, times) -> {
      try (var client = server.connect()) {
        return server.cost(times, () -> client.get(path).response());
      }
    };
  }

  private static Cost notModified(CountedServer server, int times) throws IOException {
    try (var client = server.connect()) {
      var head = client.get("/page").response();
      var tag = head.replaceAll("(?s).*\netag: (\\S+).*", "$1");
      var request = "GET /page HTTP/1.1\nHost: test\nIf-None-Match: " + tag + "\n\n";
      return server.cost(times, () -> client.send(request).response());
    }
  }

  private static Cost connections(CountedServer server, int times) throws IOException {
    return server.cost(
        times,
        () -> {
          try (var client = server.connect()) {
            client.get("/text").response();
          }
        });
  }

  /** The head and the first line of a stream, and then a reset. */
  private static Cost givenUp(CountedServer server, int times) throws IOException {
    return server.cost(
        times,
        () -> {
          var client = server.connect();
          client.get("/held").readUntil("\n\r\n");
          client.reset();
        });
  }

  private static Measurement lines(String path) {
    return (server, times) -> {
      try (var client = server.connect()) {
        var all = server.cost(1, () -> client.get(path + times).readUntil("\r\n0\r\n\r\n"));
        return all.each(times);
      }
    };
  }

  /** Each line is sent when the one before has come. */
  private static Cost linesAlone(CountedServer server, int times) throws IOException {
    try (var client = server.connect()) {
      client.get("/up/alone?n=" + times).readUntil("\r\n\r\n");
      var cost =
          server.cost(
              times,
              () -> {
                server.upstream().release();
                client.readUntil("x\n\r\n");
              });
      server.upstream().release();
      client.readUntil("0\r\n\r\n");
      return cost;
    }
  }

  /** Deliveries of an event to 100 subscribers, each with its share of the publication. */
  private static Cost events(CountedServer server, int times) throws IOException {
    var subscribers = new ArrayList<CostClient>();
    try (var publisher = server.connect()) {
      for (int i = 0; i < 100; i++) {
        subscribers.add(server.connect().get("/hub"));
        subscribers.getLast().readUntil("\n\n\r\n");
      }
      return server
          .cost(
              times / 100,
              () -> {
                publisher.send(PUBLICATION).response();
                for (var subscriber : subscribers) {
                  subscriber.readUntil("hello\n\n\r\n");
                }
              })
          .each(100);
    } finally {
      for (var subscriber : subscribers) {
        subscriber.close();
      }
    }
  }
}
