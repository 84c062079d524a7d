package httpd.admin;

import httpd.HttpException;
import httpd.server.answer.ExchangeView;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** By what a list of exchanges is ordered: {@code ?sort=}. */
enum StreamOrder {
  ID,
  NEWEST,
  BYTES,
  LINES,
  BEHIND,
  QUIET;

  private static final int BAD_REQUEST = 400;

  static StreamOrder of(String asked) {
    return Arrays.stream(values())
        .filter(each -> each.word().equals(asked))
        .findFirst()
        .orElseThrow(() ->
            new HttpException(
                BAD_REQUEST,
                "sort="
                    + asked
                    + ": one of "
                    + Arrays.stream(values())
                        .map(StreamOrder::word)
                        .collect(Collectors.joining(", "))));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns what it is ordered by: the highest comes first, and of equals the lowest number. */
  long rank(ExchangeView exchange) {
    return switch (this) {
      case ID -> -exchange.id();
      case NEWEST -> exchange.id();
      case BYTES -> exchange.progress().bytes();
      case LINES -> exchange.progress().lines();
      case BEHIND -> exchange.progress().insight().behind();
      case QUIET -> exchange.quietMillis();
    };
  }
}
