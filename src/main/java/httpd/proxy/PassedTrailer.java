package httpd.proxy;

import httpd.Headers;
import java.util.Set;

/**
 * The trailer fields that go on to the client: those that may stand behind a body at all (RFC 9110,
 * section 6.5.1), since a client may add a trailer to the head, where nobody has filtered it.
 */
final class PassedTrailer {

  /** What they say has to be known before the body, or is said by the server. */
  private static final Set<String> OF_THE_HEAD =
      Set.of(
          "age",
          "authorization",
          "cache-control",
          "cookie",
          "date",
          "expect",
          "expires",
          "forwarded",
          "host",
          "location",
          "max-forwards",
          "pragma",
          "range",
          "retry-after",
          "set-cookie",
          "trailer",
          "vary",
          "via",
          "warning",
          "www-authenticate",
          "x-real-ip");

  /** The only ones about the content that can be known at its end. */
  private static final Set<String> DIGESTS = Set.of("content-digest", "content-md5");

  private PassedTrailer() {}

  /**
   * What is left of a trailer.
   *
   * @param head of the same response
   */
  static Headers of(Headers trailer, Headers head) {
    if (!trailer.iterator().hasNext()) {
      return trailer;
    }
    return Headers.of(
        HopByHop.without(trailer, head).stream()
            .filter(field -> mayPass(HopByHop.alias(field.name())))
            .toList());
  }

  private static boolean mayPass(String name) {
    boolean ofTheHead =
        OF_THE_HEAD.contains(name)
            || name.startsWith("content-")
            || name.startsWith("if-")
            || name.startsWith("x-forwarded-");
    return !ofTheHead || DIGESTS.contains(name);
  }
}
