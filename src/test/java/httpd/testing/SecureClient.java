package httpd.testing;

import httpd.Client;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A client of this machine that has come by TLS. */
public enum SecureClient implements Client {
  INSTANCE;

  @Override
  public InetSocketAddress remoteAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Override
  public boolean isSecure() {
    return true;
  }
}
