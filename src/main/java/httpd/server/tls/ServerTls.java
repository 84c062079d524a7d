package httpd.server.tls;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.line.log.ServerLog;
import io.netty.channel.Channel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * TLS for the connections of one server. Its certificates can be read again, which applies to
 * connections that come later. Safe for all threads.
 *
 * <pre>
 *   files ──► {@link Identity} ──► {@link TlsEngines} ──► an engine for each connection
 * </pre>
 */
public final class ServerTls implements TlsCertificates, AutoCloseable {

  private static final System.Logger LOG = ServerLog.ofOperator();

  /** Between two looks at the files. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final TlsSettings settings;
  private final List<String> protocols;
  private final Object reloading = new Object();
  private volatile Loaded loaded;
  private volatile @Nullable CertificateWatch watch;

  private record Certificates(List<Identity> identities, List<X509Certificate> authorities) {}

  private record Loaded(Certificates certificates, TlsEngines engines) {}

  private ServerTls(TlsSettings settings, List<String> protocols) throws TlsException {
    this.settings = settings;
    this.protocols = List.copyOf(protocols);
    this.loaded = loaded(read());
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

  private Certificates read() throws TlsException {
    var ca = settings.clientAuthorities();
    return new Certificates(
        identities(), ca == null ? List.of() : Identity.certificates(PemFile.read(ca)));
  }

  private Loaded loaded(Certificates certificates) throws TlsException {
    return new Loaded(
        certificates,
        TlsEngines.of(certificates.identities(), certificates.authorities(), protocols));
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

  /** Reads the files again when they have changed, until this is closed. */
  public void watch() {
    var files = files();
    if (!files.isEmpty() && watch == null) {
      var started = new CertificateWatch(files, this::reload);
      started.start(LOOK);
      watch = started;
    }
  }

  private List<Path> files() {
    var pairs =
        settings.pairs().stream().flatMap(pair -> Stream.of(pair.certificate(), pair.key()));
    return Stream.concat(pairs, Stream.ofNullable(settings.clientAuthorities())).toList();
  }

  @Override
  public void reloadSoon() {
    Thread.ofPlatform().daemon().name("httpd-tls-reload").start(this::reload);
  }

  @Override
  public boolean reload() {
    if (isSelfSigned()) {
      return false;
    }
    synchronized (reloading) {
      try {
        return replace(read());
      } catch (TlsException e) {
        LOG.log(
            System.Logger.Level.ERROR, e.getMessage() + "; the certificates before it stay in use");
        LOG.log(System.Logger.Level.ERROR, "hint: " + e.hint());
        return false;
      }
    }
  }

  private boolean replace(Certificates read) throws TlsException {
    var before = loaded;
    if (read.equals(before.certificates())) {
      return false;
    }
    loaded = loaded(read);
    before.engines().close();
    LOG.log(System.Logger.Level.INFO, "TLS: new certificates are in use, SHA-256 " + fingerprint());
    return true;
  }

  @Override
  public String fingerprint() {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256")
              .digest(loaded.certificates().identities().getFirst().certificate().getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean isSelfSigned() {
    return settings.pairs().isEmpty();
  }

  @Override
  public List<String> warnings() {
    var now = Instant.now();
    var keys = settings.pairs().stream().map(TlsSettings.Pair::key);
    return Stream.concat(
            loaded.certificates().identities().stream().map(one -> one.expiringSoon(now)),
            keys.map(KeyPermissions::warning))
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public void close() {
    var watching = watch;
    if (watching != null) {
      watching.close();
    }
    loaded.engines().close();
  }
}
