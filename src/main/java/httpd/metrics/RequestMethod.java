package httpd.metrics;

import io.netty.handler.codec.http.HttpRequest;

/** The methods that are counted apart. */
enum RequestMethod {
  GET,
  HEAD,
  POST,
  PUT,
  PATCH,
  DELETE,
  OPTIONS,
  /** Any other, and none if the request could not be read. */
  OTHER;

  static RequestMethod of(HttpRequest head) {
    return head.decoderResult().isSuccess() ? of(head.method().name()) : OTHER;
  }

  private static RequestMethod of(String name) {
    return switch (name) {
      case "GET" -> GET;
      case "HEAD" -> HEAD;
      case "POST" -> POST;
      case "PUT" -> PUT;
      case "PATCH" -> PATCH;
      case "DELETE" -> DELETE;
      case "OPTIONS" -> OPTIONS;
      default -> OTHER;
    };
  }

  String label() {
    return this == OTHER ? "other" : name();
  }
}
