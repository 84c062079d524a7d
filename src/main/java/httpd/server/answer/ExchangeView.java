package httpd.server.answer;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What a list of exchanges is filtered and ordered by. */
public interface ExchangeView {

  /** Returns the number that the access log has for it. */
  long id();

  /** Returns the address that it came from. */
  InetSocketAddress client();

  /** Returns its user; null if none is verified. */
  @Nullable String user();

  /** Returns the pattern of the route that was matched; null if none was. */
  @Nullable String route();

  /** Returns how far it has come. */
  Progress progress();

  /**
   * Returns the milliseconds since the client was last sent something, or sent something itself
   * while its body is awaited; of its connection, and -1 if the system does not tell.
   */
  long quietMillis();
}
