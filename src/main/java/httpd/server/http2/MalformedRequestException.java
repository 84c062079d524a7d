package httpd.server.http2;

/** A request is malformed (RFC 9113, section 8.1.1), which is an error of its stream. */
final class MalformedRequestException extends Exception {

  private static final long serialVersionUID = 1;

  MalformedRequestException(String what) {
    super(what, null, false, false);
  }

  String what() {
    return String.valueOf(getMessage());
  }
}
