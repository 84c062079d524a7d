package httpd.metrics;

import httpd.Request;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The kinds of what streams are made of. They are fixed when the server starts, so that there are
 * never more of them.
 *
 * @param names the names of all kinds
 * @param kindOf the kind of the route that took a request; any other name is {@code other}
 * @param subscribes whether a stream of the route reads a topic, with others
 */
public record StreamKinds(
    List<String> names, Function<Request, String> kindOf, Predicate<Request> subscribes) {

  static final String OTHER = "other";

  /** Tells no kinds apart. */
  public static final StreamKinds NONE =
      new StreamKinds(List.of(), request -> OTHER, request -> false);

  /** Copies the names. */
  public StreamKinds {
    names = List.copyOf(names);
  }

  /** Returns the number of a kind; the last one is that of all others. */
  int index(Request request) {
    int known = names.indexOf(kindOf.apply(request));
    return known < 0 ? names.size() : known;
  }

  int count() {
    return names.size() + 1;
  }

  String label(int index) {
    return index == names.size() ? OTHER : names.get(index);
  }
}
