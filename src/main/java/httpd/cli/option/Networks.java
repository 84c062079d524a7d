package httpd.cli.option;

import httpd.proxy.TrustedProxies;

/**
 * The value of {@code --trust-proxy} and {@code --proxy-protocol}: networks with commas between,
 * and {@code unix}; empty for none.
 */
final class Networks {

  private Networks() {}

  static TrustedProxies read(String value) {
    try {
      return value.isEmpty() ? TrustedProxies.NONE : TrustedProxies.of(value);
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(
          String.valueOf(e.getMessage()), "127.0.0.1,::1 is this machine, unix its sockets");
    }
  }
}
