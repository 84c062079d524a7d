package httpd.upstream.connect;

import httpd.limit.Limits;
import io.netty.handler.ssl.SslContext;
import java.util.function.Supplier;

/**
 * How the connections of one client are made.
 *
 * @param tls what an {@code https:} upstream is checked with; asked only for those
 * @param names where names are looked up
 * @param limits what bounds the connections; asked for each
 */
public record DialSettings(Supplier<SslContext> tls, NameLookup names, Supplier<Limits> limits) {

  private static final NameLookup SYSTEM = NameLookup.system();

  /** By the system's names, within the limits of the process. */
  public static DialSettings usual(Supplier<SslContext> tls) {
    return new DialSettings(tls, SYSTEM, Limits::ofTheProcess);
  }
}
