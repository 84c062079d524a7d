package httpd.server.tls;

import httpd.line.log.LogText;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Makes the engine of each connection, with one set of certificates for all. A reload makes another
 * one; the engines of this one go on.
 */
abstract sealed class TlsEngines {

  /** Applies to all providers; see docs/decisions/0046-tls-provider.md. */
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** In the server's order: all have forward secrecy and authenticate what they encrypt. */
  private static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final String[] GROUPS = {"x25519", "secp256r1", "secp384r1", "secp521r1"};

  /** {@code jdk} or {@code openssl}. */
  private static final String PROVIDER = "httpd.tls.provider";

  /**
   * Makes one.
   *
   * @param authorities one of them must have signed the certificate of a client; empty if clients
   *     need none
   * @param protocols what may be spoken over TLS, the preferred one first (RFC 7301)
   */
  static TlsEngines of(
      List<Identity> identities, List<X509Certificate> authorities, List<String> protocols)
      throws TlsException {
    return of(System.getProperty(PROVIDER, "jdk"), identities, authorities, protocols);
  }

  static TlsEngines of(
      String provider,
      List<Identity> identities,
      List<X509Certificate> authorities,
      List<String> protocols)
      throws TlsException {
    try {
      var keys = new ServerKeys(identities);
      return switch (provider) {
        case "jdk" -> new OfTheJdk(keys, authorities, protocols);
        case "openssl" -> OfOpenSsl.of(keys, authorities, protocols);
        default ->
            throw new TlsException(
                "%s is jdk or openssl, was %s".formatted(PROVIDER, LogText.of(provider)),
                "leave the property out, and the JDK's is used");
      };
    } catch (TlsException precise) {
      throw precise;
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException(
          "TLS cannot be used: " + e.getMessage(), "look at the Java runtime's java.security", e);
    }
  }

  abstract SSLEngine engine(ByteBufAllocator memory);

  /** To be called when no more engines are needed. */
  void close() {}

  private static final class OfTheJdk extends TlsEngines {

    private final SSLContext context;
    private final SSLParameters parameters;

    OfTheJdk(ServerKeys keys, List<X509Certificate> authorities, List<String> protocols)
        throws GeneralSecurityException, IOException {
      this.context = SSLContext.getInstance("TLS");
      boolean asks = !authorities.isEmpty();
      context.init(new KeyManager[] {keys}, asks ? trust(authorities) : null, null);
      this.parameters = context.getDefaultSSLParameters();
      parameters.setProtocols(PROTOCOLS);
      parameters.setCipherSuites(SUITES.toArray(String[]::new));
      parameters.setUseCipherSuitesOrder(true);
      parameters.setNamedGroups(GROUPS);
      parameters.setApplicationProtocols(protocols.toArray(String[]::new));
      parameters.setNeedClientAuth(asks);
    }

    private static TrustManager[] trust(List<X509Certificate> authorities)
        throws GeneralSecurityException, IOException {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry(Integer.toString(i), authorities.get(i));
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    }

    @Override
    SSLEngine engine(ByteBufAllocator memory) {
      var engine = context.createSSLEngine();
      engine.setUseClientMode(false);
      engine.setSSLParameters(parameters);
      return engine;
    }
  }

  private static final class OfOpenSsl extends TlsEngines {

    private final SslContext context;

    static OfOpenSsl of(ServerKeys keys, List<X509Certificate> authorities, List<String> protocols)
        throws IOException {
      if (!OpenSsl.isAvailable()) {
        throw new TlsException(
            PROVIDER + " is openssl, which is not there: " + OpenSsl.unavailabilityCause(),
            "put the jars of netty-tcnative on the class path, or leave the property out");
      }
      return new OfOpenSsl(keys, authorities, protocols);
    }

    private OfOpenSsl(ServerKeys keys, List<X509Certificate> authorities, List<String> protocols)
        throws IOException {
      var builder =
          SslContextBuilder.forServer(keys)
              .sslProvider(SslProvider.OPENSSL_REFCNT)
              .protocols(PROTOCOLS)
              .ciphers(SUITES)
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      Protocol.ALPN,
                      SelectorFailureBehavior.NO_ADVERTISE,
                      SelectedListenerFailureBehavior.ACCEPT,
                      protocols));
      if (!authorities.isEmpty()) {
        builder.trustManager(authorities).clientAuth(ClientAuth.REQUIRE);
      }
      this.context = builder.build();
    }

    @Override
    SSLEngine engine(ByteBufAllocator memory) {
      return context.newEngine(memory);
    }

    @Override
    void close() {
      ReferenceCountUtil.release(context);
    }
  }
}
