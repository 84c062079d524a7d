package httpd.command;

import static httpd.testing.FieldBlock.EMPTY;
import static httpd.testing.FieldBlock.get;
import static httpd.testing.FieldBlock.post;
import static httpd.testing.RawFrame.CONTINUATION;
import static httpd.testing.RawFrame.DATA;
import static httpd.testing.RawFrame.END_STREAM;
import static httpd.testing.RawFrame.HEADERS;
import static httpd.testing.RawFrame.data;
import static httpd.testing.RawFrame.goAway;
import static httpd.testing.RawFrame.headers;
import static httpd.testing.RawFrame.ping;
import static httpd.testing.RawFrame.priority;
import static httpd.testing.RawFrame.request;
import static httpd.testing.RawFrame.settings;
import static httpd.testing.RawFrame.windowUpdate;
import static httpd.testing.RawHttp2Client.INITIAL_WINDOW_SIZE;

import httpd.testing.FieldBlock;
import httpd.testing.RawFrame;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Far too much of something that a client may send.
 *
 * @param name what it is
 * @param first what is sent once
 * @param round what is sent again and again, for the number of the round
 * @param reads whether the client reads what the server sends
 * @param logged what the log says about the end of the connection; empty if it does not have to end
 */
record Http2Flood(
    String name,
    List<RawFrame> first,
    IntFunction<List<RawFrame>> round,
    boolean reads,
    String logged) {

  private static final int MOST = Integer.MAX_VALUE;
  private static final String RESETS = "a flood of streams that the server has to reset";

  private static final FieldBlock BOMB = EMPTY.kept("x", "y".repeat(4_000));

  static List<Http2Flood> all() {
    return List.of(
        flood(
            "rapid reset",
            "a flood of rapid reset",
            r -> List.of(request(stream(r), get("/held")), RawFrame.reset(stream(r), 8))),
        flood(
            "rapid reset of bodies",
            "a flood of rapid reset",
            r ->
                List.of(
                    headers(stream(r), 0, post("/count")),
                    data(stream(r), 0, "x"),
                    RawFrame.reset(stream(r), 8))),
        flood(
            "windows that overflow",
            RESETS,
            r -> List.of(request(stream(r), get("/held")), windowUpdate(stream(r), MOST))),
        flood(
            "increments of zero",
            RESETS,
            r -> List.of(request(stream(r), get("/held")), windowUpdate(stream(r), 0))),
        flood(
            "bodies that are too long",
            RESETS,
            r ->
                List.of(
                    headers(stream(r), 0, post("/count").field("content-length", "1")),
                    data(stream(r), END_STREAM, "xyz"))),
        flood("malformed heads", RESETS, r -> List.of(request(stream(r), get("/").field("X", "")))),
        flood("heads without a field", RESETS, r -> List.of(request(stream(r), EMPTY))),
        flood(
            "priorities of the wrong size",
            RESETS,
            r ->
                List.of(
                    headers(stream(r), 0, post("/held")),
                    priority(stream(r), 0, 0).withPayload(new byte[4]))),
        flood(
            "data after RST_STREAM",
            RESETS,
            r -> List.of(data(1, 0, "x")),
            headers(1, 0, post("/held")),
            RawFrame.reset(1, 8)),
        flood(
            "CONTINUATION",
            "a flood of CONTINUATION",
            r -> List.of(new RawFrame(CONTINUATION, 0, 1, EMPTY.field("x", "y").bytes())),
            new RawFrame(HEADERS, END_STREAM, 1, get("/").bytes())),
        flood(
            "empty CONTINUATION",
            "a flood of CONTINUATION",
            r -> List.of(new RawFrame(CONTINUATION, 0, 1, new byte[0])),
            new RawFrame(HEADERS, END_STREAM, 1, get("/").bytes())),
        flood(
            "a field section without an end",
            "Header size exceeded",
            r ->
                List.of(
                    new RawFrame(CONTINUATION, 0, 1, EMPTY.field("x", "y".repeat(16_000)).bytes())),
            new RawFrame(HEADERS, END_STREAM, 1, get("/").bytes())),
        flood(
            "field sections of many small fields",
            RESETS,
            r -> List.of(request(stream(r), many(2_000, get("/"), block -> block.field("a", ""))))),
        flood(
            "references that expand",
            RESETS,
            r ->
                List.of(
                    request(
                        stream(r),
                        r == 0 ? BOMB : many(4_000, get("/"), block -> block.indexed(62))))),
        flood("SETTINGS", "a flood of SETTINGS", r -> List.of(settings(0x99, r))),
        unread(
            "SETTINGS, of which no acknowledgement is read",
            "a flood of SETTINGS",
            r -> List.of(settings(0x99, r))),
        flood(
            "windows by SETTINGS",
            "a flood of SETTINGS",
            r -> List.of(settings(INITIAL_WINDOW_SIZE, r % 2 == 0 ? 0 : 65_535)),
            requests(100, "/large")),
        flood("PING", "a flood of PING", r -> List.of(ping(0, r))),
        unread("PING, of which no answer is read", "a flood of PING", r -> List.of(ping(0, r))),
        flood(
            "empty DATA",
            "of empty data frames",
            r -> List.of(data(1, 0, "")),
            headers(1, 0, post("/count"))),
        flood(
            "DATA with padding only",
            "",
            r -> List.of(data(1, 0, "").padded(200)),
            headers(1, 0, post("/count"))),
        flood("PRIORITY", "a flood of PRIORITY", r -> List.of(priority(stream(r), 0, r))),
        flood(
            "dependencies in circles",
            "a flood of PRIORITY",
            r -> List.of(priority(1, 3, 1), priority(3, 5, 1), priority(5, 1, 1))),
        flood("WINDOW_UPDATE", "a flood of WINDOW_UPDATE", r -> List.of(windowUpdate(0, 1))),
        flood(
            "windows of one byte",
            "a flood of WINDOW_UPDATE",
            r -> List.of(windowUpdate(1 + 2 * (r % 50), 1)),
            with(settings(INITIAL_WINDOW_SIZE, 0), requests(50, "/large"))),
        flood(
            "unknown frames",
            "a flood of unknown",
            r -> List.of(new RawFrame(0x77, 0, 0, new byte[20]))),
        flood("GOAWAY", "a flood of GOAWAY", r -> List.of(goAway(0, 0))),
        flood(
            "requests after GOAWAY", "", r -> List.of(request(stream(r), get("/"))), goAway(0, 0)),
        flood(
            "trailers",
            "",
            r -> List.of(headers(1, END_STREAM, EMPTY.field("x", "y"))),
            headers(1, 0, post("/held"))),
        flood(
            "pushes",
            "PROTOCOL_ERROR",
            r -> List.of(new RawFrame(RawFrame.PUSH_PROMISE, 4, 1, new byte[] {0, 0, 0, 2}))),
        flood(
            "frames of 16 MiB",
            "FRAME_SIZE_ERROR",
            r -> List.of(new RawFrame(DATA, 0, 1, new byte[1 << 20])),
            headers(1, 0, post("/count"))),
        flood(
            "requests beyond the number of streams",
            RESETS,
            r -> List.of(request(stream(r + 500), get("/held"))),
            requests(250, "/held")),
        unread(
            "requests whose answers are not read", "", r -> List.of(request(stream(r), get("/")))),
        unread(
            "large answers that are not read",
            "",
            r -> List.of(request(stream(r), get("/large"))),
            settings(INITIAL_WINDOW_SIZE, MOST),
            windowUpdate(0, MOST - 65_535)),
        flood(
            "large answers without a window",
            "",
            r -> List.of(),
            with(settings(INITIAL_WINDOW_SIZE, 0), requests(250, "/large"))),
        flood(
            "streams without a window",
            "",
            r -> List.of(),
            with(settings(INITIAL_WINDOW_SIZE, 0), requests(250, "/endless"))),
        flood("bodies that do not come", "", r -> List.of(), bodies(250)),
        flood(
            "a head that does not come",
            "",
            r -> List.of(),
            new RawFrame(HEADERS, END_STREAM, 1, get("/").bytes())),
        flood(
            "cookies in many crumbs",
            "",
            r ->
                List.of(
                    request(
                        stream(r), many(600, get("/"), block -> block.field("cookie", "a=b"))))));
  }

  private static Http2Flood flood(
      String name, String logged, IntFunction<List<RawFrame>> round, RawFrame... first) {
    return new Http2Flood(name, List.of(first), round, true, logged);
  }

  private static Http2Flood unread(
      String name, String logged, IntFunction<List<RawFrame>> round, RawFrame... first) {
    return new Http2Flood(name, List.of(first), round, false, logged);
  }

  private static int stream(int round) {
    return 2 * round + 1;
  }

  private static RawFrame[] requests(int number, String path) {
    return IntStream.range(0, number)
        .mapToObj(i -> request(stream(i), get(path)))
        .toArray(RawFrame[]::new);
  }

  private static RawFrame[] bodies(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> headers(stream(i), 0, post("/count")))
        .toArray(RawFrame[]::new);
  }

  private static RawFrame[] with(RawFrame one, RawFrame[] more) {
    return IntStream.rangeClosed(0, more.length)
        .mapToObj(i -> i == 0 ? one : more[i - 1])
        .toArray(RawFrame[]::new);
  }

  private static FieldBlock many(int number, FieldBlock block, UnaryOperator<FieldBlock> more) {
    var added = more.apply(EMPTY);
    return block.repeated(added, number);
  }

  @Override
  public String toString() {
    return name;
  }
}
