package httpd.upstream.connect;

import httpd.limit.Limits;
import io.netty.handler.ssl.SslContext;
import java.util.function.Supplier;

/**
 * How the connections of one client are made.
 *
 * @param tls checks {@code https:} upstreams; called for these only
 * @param names looks up names
 * @param limits bounds the connections; called for each
 */
public record DialSettings(Supplier<SslContext> tls, NameLookup names, Supplier<Limits> limits) {

  private static final NameLookup SYSTEM = NameLookup.system();

  public static DialSettings usual(Supplier<SslContext> tls) {
    return new DialSettings(tls, SYSTEM, Limits::ofTheProcess);
  }
}
