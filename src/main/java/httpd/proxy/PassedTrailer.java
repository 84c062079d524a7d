package httpd.proxy;

import httpd.Headers;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The trailer fields that are passed on: those that may follow a body (RFC 9110, section 6.5.1). A
 * client may merge a trailer into the header section, so others would be filtered by no server.
 */
final class PassedTrailer {

  /** Fields that are needed before the body, or that the server itself sends. */
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

  /** The only fields about the content whose values are known at its end. */
  private static final Set<String> DIGESTS = Set.of("content-digest", "content-md5");

  private PassedTrailer() {}

  /** The fields when the body has ended. Until then it holds none of the head but Connection. */
  static Supplier<Headers> later(Supplier<Headers> trailer, Headers head) {
    var connection = Headers.of(head.all("Connection").stream().map(PassedTrailer::named).toList());
    return () -> of(trailer.get(), connection);
  }

  private static Headers.Field named(String value) {
    return new Headers.Field("Connection", value);
  }

  private static Headers of(Headers trailer, Headers head) {
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
