package httpd.admin;

import httpd.HttpException;
import httpd.Request;
import httpd.http.UnixPeer;
import httpd.server.answer.ExchangeView;
import httpd.server.answer.Progress;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which exchanges a list has: {@code ?route=&user=&client=&state=}, and a page of them, {@code
 * ?limit=&after=}.
 *
 * @param route the pattern as the command line has it
 * @param client an address, or one with its port
 * @param after the list begins with the one after this number
 * @param order {@code ?sort=}
 * @param asText whether it is a table for a terminal, {@code ?as=text&width=}
 */
record StreamFilter(
    @Nullable String route,
    @Nullable String user,
    @Nullable String client,
    @Nullable String state,
    int limit,
    long after,
    StreamOrder order,
    boolean asText,
    int width) {

  /** As many are in one answer unless {@code ?limit=} asks for another number. */
  static final int USUAL = 1_000;

  static final int MOST = 10_000;

  private static final int LONGEST_LINE = 10_000;

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final int BAD_REQUEST = 400;

  static StreamFilter of(Request request) {
    return new StreamFilter(
        given(request, "route"),
        given(request, "user"),
        given(request, "client"),
        state(given(request, "state")),
        limit(request, USUAL),
        number(request, "after", 0),
        order(request),
        asText(given(request, "as")),
        (int) Math.min(LONGEST_LINE, number(request, "width", 0)));
  }

  /** Returns how many entries an answer may have. */
  static int limit(Request request, int usual) {
    long limit = number(request, "limit", usual);
    if (limit < 1 || limit > MOST) {
      throw new HttpException(BAD_REQUEST, "limit=" + limit + ": a number from 1 to " + MOST);
    }
    return (int) limit;
  }

  private static @Nullable String given(Request request, String name) {
    var value = request.query(name);
    return value == null || value.isEmpty() ? null : value;
  }

  private static long number(Request request, String name, long standard) {
    var value = given(request, name);
    if (value != null && !NUMBER.matcher(value).matches()) {
      throw new HttpException(BAD_REQUEST, name + "=" + value + ": it is a number");
    }
    return value == null ? standard : Long.parseLong(value);
  }

  private static StreamOrder order(Request request) {
    var asked = given(request, "sort");
    var order = asked == null ? StreamOrder.ID : StreamOrder.of(asked);
    if (order != StreamOrder.ID && given(request, "after") != null) {
      throw new HttpException(BAD_REQUEST, "after= goes on by number: leave sort= out");
    }
    return order;
  }

  private static boolean asText(@Nullable String asked) {
    if (asked != null && !List.of("json", "text").contains(asked)) {
      throw new HttpException(BAD_REQUEST, "as=" + asked + ": json or text");
    }
    return "text".equals(asked);
  }

  private static @Nullable String state(@Nullable String asked) {
    var words = Arrays.stream(Progress.State.values()).map(Progress.State::word).toList();
    if (asked != null && !words.contains(asked)) {
      throw new HttpException(
          BAD_REQUEST,
          "state=" + asked + ": one of " + words.stream().collect(Collectors.joining(", ")));
    }
    return asked;
  }

  boolean takes(ExchangeView exchange) {
    return (route == null || route.equals(exchange.route()))
        && (user == null || user.equals(exchange.user()))
        && (client == null || isOf(client, exchange))
        && (state == null || state.equals(exchange.progress().state().word()));
  }

  private static boolean isOf(String client, ExchangeView exchange) {
    return client.equals(StreamJson.client(exchange.client()))
        || client.equals(UnixPeer.orAddress(exchange.client().getAddress()));
  }
}
