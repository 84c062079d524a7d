package httpd.exec;

import httpd.exec.cgi.CgiHeadException;
import java.io.IOException;

/** What a CGI program has printed is not a response. */
final class CgiFailedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String forClient;

  CgiFailedException(Command command, CgiHeadException why, String lastWords) {
    super(
        command
            + ": "
            + why.forLog()
            + (lastWords.isEmpty() ? "" : "; its standard error ended with: " + lastWords));
    this.forClient = "the program's response is not valid: " + why.getMessage();
  }

  String forClient() {
    return forClient;
  }
}
