package httpd.upstream;

import httpd.Headers;
import java.util.function.Consumer;

/**
 * How a response is received.
 *
 * @param eventsInPieces whether an event stream comes as it arrives, as what is not text does
 * @param earlyHints takes the fields of each 103 (RFC 8297), on the event loop of the exchange
 */
public record Reception(boolean eventsInPieces, Consumer<Headers> earlyHints) {

  /** Text by line, without hints. */
  public static final Reception BY_LINE = new Reception(false, hints -> {});
}
