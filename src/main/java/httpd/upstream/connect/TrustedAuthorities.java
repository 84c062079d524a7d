package httpd.upstream.connect;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates the connections to {@code https:} upstreams trust: those of the Java runtime,
 * and further ones. Safe for all threads.
 */
public final class TrustedAuthorities {

  private static volatile TrustedAuthorities ofTheProcess = new TrustedAuthorities(List.of());

  private final List<X509Certificate> further;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable SslContext context; // Guarded by the lock.

  private TrustedAuthorities(List<X509Certificate> further) {
    this.further = List.copyOf(further);
  }

  /**
   * Reads further ones from a file of PEM.
   *
   * @throws CertificateException if it has none
   */
  public static TrustedAuthorities read(Path file) throws IOException, CertificateException {
    var factory = CertificateFactory.getInstance("X.509");
    try (var in = new BufferedInputStream(Files.newInputStream(file))) {
      var found = new ArrayList<X509Certificate>();
      for (Certificate each : factory.generateCertificates(in)) {
        found.add((X509Certificate) each);
      }
      if (found.isEmpty()) {
        throw new CertificateException("it is empty, or not PEM");
      }
      return new TrustedAuthorities(found);
    }
  }

  /** Has the connections that the process makes from now on trust these. */
  public void useForTheProcess() {
    ofTheProcess = this;
  }

  /** Has them trust those of the Java runtime alone, as before. */
  public static void useRuntimeForTheProcess() {
    ofTheProcess = new TrustedAuthorities(List.of());
  }

  /** Returns what checks the certificates of the connections that the process makes now. */
  public static SslContext contextOfTheProcess() {
    return ofTheProcess.context();
  }

  private SslContext context() {
    lock.lock();
    try {
      var made = context == null ? make() : context;
      context = made;
      return made;
    } finally {
      lock.unlock();
    }
  }

  private SslContext make() {
    try {
      var builder = SslContextBuilder.forClient();
      if (!further.isEmpty()) {
        builder.trustManager(managers());
      }
      return builder.build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java runtime has no TLS", e);
    }
  }

  private TrustManagerFactory managers() throws GeneralSecurityException, IOException {
    var all = KeyStore.getInstance(KeyStore.getDefaultType());
    all.load(null, null);
    int number = 0;
    for (var authority : further) {
      all.setCertificateEntry("further-" + number++, authority);
    }
    for (var manager : factory(null).getTrustManagers()) {
      for (var authority : ofRuntime(manager)) {
        all.setCertificateEntry("runtime-" + number++, authority);
      }
    }
    return factory(all);
  }

  private static X509Certificate[] ofRuntime(TrustManager manager) {
    return manager instanceof X509TrustManager known
        ? known.getAcceptedIssuers()
        : new X509Certificate[0];
  }

  private static TrustManagerFactory factory(@Nullable KeyStore store)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }
}
