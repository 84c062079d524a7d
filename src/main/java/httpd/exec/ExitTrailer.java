package httpd.exec;

import httpd.Headers;
import httpd.Request;
import httpd.http.HeaderList;
import httpd.line.LineSource;

/** The trailer field that tells a client with which status a command has exited. */
final class ExitTrailer {

  static final String NAME = "Httpd-Exit";

  private static final Headers ANNOUNCED = Headers.of("Trailer", NAME);

  private ExitTrailer() {}

  /** The field for the head, if the client reads trailer fields (RFC 9110, section 10.1.4). */
  static Headers announced(Request request) {
    return isAsked(request) ? ANNOUNCED : Headers.EMPTY;
  }

  static boolean isAsked(Request request) {
    return HeaderList.has(request.headers().all("TE"), "trailers");
  }

  static Headers of(int status) {
    return Headers.of(NAME, Integer.toString(status));
  }

  /** The trailer of lines that have ended. */
  static Headers of(LineSource ended) {
    int status = ended.exitStatus();
    return status < 0 ? Headers.EMPTY : of(status);
  }
}
