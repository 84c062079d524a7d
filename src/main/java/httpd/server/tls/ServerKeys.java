package httpd.server.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate a client gets: one that is for the host which it names (RFC 6066, section 3),
 * and of a kind that it knows; of several, the first. A client that names no host, or one that no
 * certificate is for, gets the first, or another one for the same hosts if it does not know the
 * kind of that. Never changed, so that all that a handshake asks for is of one certificate.
 */
final class ServerKeys extends X509ExtendedKeyManager {

  private final List<Identity> identities;

  ServerKeys(List<Identity> identities) {
    this.identities = List.copyOf(identities);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String kind, Principal @Nullable [] issuers, SSLEngine engine) {
    var named = named(engine);
    var algorithm = kind.equals("EC_EC") ? "EC" : kind;
    for (int i = 0; i < identities.size(); i++) {
      var identity = identities.get(i);
      if (identity.key().getAlgorithm().equals(algorithm) && serves(identity, named)) {
        return Integer.toString(i);
      }
    }
    return null;
  }

  /** The host that the client has named, if a certificate is for it. */
  private @Nullable String named(SSLEngine engine) {
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      for (var name : session.getRequestedServerNames()) {
        if (name instanceof SNIHostName host && isKnown(host.getAsciiName())) {
          return host.getAsciiName();
        }
      }
    }
    return null;
  }

  private boolean isKnown(String host) {
    return identities.stream().anyMatch(identity -> identity.names().contain(host));
  }

  private boolean serves(Identity identity, @Nullable String named) {
    var first = identities.getFirst();
    return named == null ? identity.names().equals(first.names()) : identity.names().contain(named);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    var identity = of(alias);
    return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    var identity = of(alias);
    return identity == null ? null : identity.key();
  }

  private @Nullable Identity of(@Nullable String alias) {
    return alias == null ? null : identities.get(Integer.parseInt(alias));
  }

  // What follows is for sockets and clients.

  @Override
  public @Nullable String chooseServerAlias(
      String kind, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String kind, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] kinds, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String kind, Principal @Nullable [] issuers) {
    return null;
  }
}
