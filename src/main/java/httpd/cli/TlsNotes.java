package httpd.cli;

import httpd.server.Server;
import java.util.ArrayList;
import java.util.List;

/** What follows the ready line of a server with TLS. */
final class TlsNotes {

  private TlsNotes() {}

  static List<String> of(Server server) {
    var tls = server.tls();
    if (tls == null) {
      return List.of();
    }
    var notes = new ArrayList<String>();
    if (tls.isSelfSigned()) {
      notes.add("self-signed certificate, SHA-256 " + tls.fingerprint());
    }
    tls.warnings().forEach(warning -> notes.add("warning: " + warning));
    return notes;
  }
}
