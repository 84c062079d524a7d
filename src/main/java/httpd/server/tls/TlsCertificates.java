package httpd.server.tls;

import java.util.List;

/** The certificates of a server that runs. Safe for all threads. */
public interface TlsCertificates {

  /** Returns the SHA-256 digest of the first certificate, as clients show it. */
  String fingerprint();

  /** Returns whether its certificate was made at the start. */
  boolean isSelfSigned();

  /** Returns what the operator should know about certificates and keys that can be used. */
  List<String> warnings();

  /**
   * Reads the files again; on an error, which is logged, the certificates that are in use stay. A
   * certificate that was made at the start lives as long as the server.
   *
   * @return whether others are in use now
   */
  boolean reload();

  /** Reads the files again, on a thread of its own. */
  void reloadSoon();
}
