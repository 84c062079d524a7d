package httpd.server.answer;

import httpd.Request;
import httpd.net.QuietTime;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An exchange as a person sees and stops it. {@link #quietMillis} asks the system, which takes a
 * call. On its event loop only.
 */
public interface Watched extends ExchangeView {

  /** Returns the number that the access log has for it; 0 without a log, and once it is over. */
  @Override
  long id();

  Request request();

  /** Returns when its head was read, and what the access log knows of it. */
  ExchangeLog log();

  /** Returns the status of its response; 0 if there is no answer yet. */
  int status();

  @Override
  default InetSocketAddress client() {
    return request().remoteAddress();
  }

  @Override
  default @Nullable String user() {
    return request().user();
  }

  @Override
  default @Nullable String route() {
    return request().route();
  }

  /**
   * Returns it as it is now.
   *
   * @param asksSystem whether it has the time since when it is quiet
   */
  default OpenExchange look(boolean asksSystem) {
    long quiet = asksSystem ? quietMillis() : QuietTime.UNKNOWN;
    return OpenExchange.of(log(), request(), status(), quiet, progress());
  }

  /** Cuts it, and releases all that it holds; false if it is over. */
  boolean stop();
}
