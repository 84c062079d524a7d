package httpd.recording;

import httpd.Client;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The client that began a run, as far as that may know it: it never leaves. */
record DetachedClient(Client client) implements Client {

  @Override
  public InetSocketAddress remoteAddress() {
    return client.remoteAddress();
  }

  @Override
  public InetSocketAddress localAddress() {
    return client.localAddress();
  }

  @Override
  public boolean isSecure() {
    return client.isSecure();
  }

  @Override
  public @Nullable String certificateSubject() {
    return client.certificateSubject();
  }
}
