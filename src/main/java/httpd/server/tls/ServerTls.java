package httpd.server.tls;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.line.log.ServerLog;
import io.netty.channel.Channel;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * TLS for the connections of one server. Its certificates can be read again, which applies to
 * connections that come later. Safe for all threads.
 *
 * <pre>
 *   files ──► {@link Identity} ──► {@link TlsEngines} ──► an engine for each connection
 * </pre>
 */
public final class ServerTls implements AutoCloseable {

  private static final System.Logger LOG = ServerLog.ofOperator();

  private final TlsSettings settings;
  private final List<String> protocols;
  private final Object reloading = new Object();
  private volatile Loaded loaded;

  private record Loaded(List<Identity> identities, TlsEngines engines) {}

  private ServerTls(TlsSettings settings, List<String> protocols) throws TlsException {
    this.settings = settings;
    this.protocols = List.copyOf(protocols);
    this.loaded = load();
  }

  /**
   * Reads the certificates.
   *
   * @param protocols what the server speaks over TLS, the preferred one first (RFC 7301)
   * @throws TlsException if one cannot be used
   */
  public static ServerTls load(TlsSettings settings, List<String> protocols) throws TlsException {
    return new ServerTls(settings, protocols);
  }

  private Loaded load() throws TlsException {
    var identities = identities();
    var ca = settings.clientAuthorities();
    var authorities =
        ca == null ? List.<X509Certificate>of() : Identity.certificates(PemFile.read(ca));
    return new Loaded(identities, TlsEngines.of(identities, authorities, protocols));
  }

  private List<Identity> identities() throws TlsException {
    var now = Instant.now();
    if (settings.pairs().isEmpty()) {
      return List.of(SelfSigned.identity(settings.ownNames(), now));
    }
    var all = new ArrayList<Identity>();
    for (var pair : settings.pairs()) {
      all.add(Identity.read(pair, now));
    }
    return List.copyOf(all);
  }

  /** Begins the handshake of a connection. On its event loop. */
  public void accept(Channel channel, Limits limits, SecuredConnection next) {
    channel
        .pipeline()
        .addLast(
            new TlsHandshake(
                () -> loaded.engines().engine(channel.alloc()),
                limits.of(Bound.HANDSHAKE_TIME),
                next));
  }

  /**
   * Reads the certificates again; on an error, which is logged, those that are in use stay.
   *
   * @return whether new ones are in use
   */
  public boolean reload() {
    if (settings.pairs().isEmpty()) {
      return false; // The certificate of its own lives as long as the server.
    }
    synchronized (reloading) {
      try {
        var before = loaded;
        loaded = load();
        before.engines().close();
        LOG.log(System.Logger.Level.INFO, "certificates reloaded");
        return true;
      } catch (TlsException e) {
        LOG.log(
            System.Logger.Level.ERROR, e.getMessage() + "; the certificate before it stays in use");
        LOG.log(System.Logger.Level.ERROR, "hint: " + e.hint());
        return false;
      }
    }
  }

  /** Returns the SHA-256 digest of the first certificate, as clients show it. */
  public String fingerprint() {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256")
              .digest(loaded.identities().getFirst().certificate().getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns whether its certificate was made at the start. */
  public boolean isSelfSigned() {
    return settings.pairs().isEmpty();
  }

  @Override
  public void close() {
    loaded.engines().close();
  }
}
