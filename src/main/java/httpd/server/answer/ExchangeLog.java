package httpd.server.answer;

import httpd.CloseReason;
import httpd.Request;
import httpd.server.request.RequestBody;
import httpd.server.request.RequestTraits;
import httpd.stream.LineMeter;
import httpd.stream.StreamWriter;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The access log of one exchange. On its event loop only.
 *
 * <pre>
 *            opened()          headSent()           done()
 *   ASKED ───────────► OPEN ─────────────► HEAD ─────────────► DONE    once, and last
 *     │                  └────────────────────── done() ────────▲
 *     └───────────────────────────────────────── done() ────────┘      an eager answer, or none
 * </pre>
 */
public interface ExchangeLog {

  /** Records nothing. */
  ExchangeLog OFF =
      new ExchangeLog() {
        @Override
        public void handles(Request request) {}

        @Override
        public void answered(int status, long bytes) {}

        @Override
        public void opened() {}

        @Override
        public void switched() {}

        @Override
        public void headSent() {}

        @Override
        public void done(CloseReason reason) {}

        @Override
        public void done(CloseReason reason, long lines, long bytes) {}
      };

  /** Returns the protocol of a request, as logs and handlers name it. */
  @SuppressWarnings("ReferenceEquality") // No head that names its version has that of streams.
  static String protocol(HttpRequest head) {
    return head.protocolVersion() == RequestTraits.HTTP_2
        ? "HTTP/2"
        : head.protocolVersion().text();
  }

  /** Begins the logs of the exchanges of a server. */
  interface Begin {

    /**
     * Begins a log.
     *
     * @param head what could be read of it
     */
    ExchangeLog of(HttpRequest head, Channel client);

    /** A connection speaks this version of HTTP from now on. On its event loop. */
    default void speaks(Channel connection, boolean http2) {}
  }

  /** Returns the number of the exchange; 0 if nothing is recorded. */
  default long number() {
    return 0;
  }

  /** Returns when its head was read. */
  default Instant began() {
    return Instant.EPOCH;
  }

  /** Sets the request that was read, which a router may tell its route. */
  void handles(Request request);

  /** The handler reads this body. */
  default void reads(RequestBody body) {}

  /** Sets the status, and the length of a body that is complete. */
  void answered(int status, long bytes);

  /** Returns what is told how long lines take; null if that is not measured. */
  default @Nullable LineMeter meter() {
    return null;
  }

  /** Sets what a person sees and stops: the exchange, and then the tunnel that it has become. */
  default void carries(Watched exchange) {}

  /** Sets the stream that the body is written by. */
  default void writes(StreamWriter stream) {}

  void opened();

  void switched();

  void headSent();

  /** Records the end of an exchange that is not a stream, unless its end is recorded. */
  void done(CloseReason reason);

  /** Records the end of an exchange, unless its end is recorded. */
  void done(CloseReason reason, long lines, long bytes);
}
