package httpd.server.tls;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * What TLS itself answers to records of the client, as to a KeyUpdate (RFC 8446, section 4.6.3): a
 * client that asks again and again, and perhaps reads nothing, would otherwise fill the memory.
 *
 * <pre>
 *             {@value #MOST} bytes within {@value #SECONDS} s, or before the client has read them
 *   COUNTING ─────────────────────────────────────────────────────────► TOO MANY
 * </pre>
 *
 * <p>On the event loop only.
 */
final class TlsAnswers {

  /** With what the channel counts for each buffer, about 500 records. */
  private static final long MOST = 64 * 1024;

  private static final int SECONDS = 10;

  private final Channel channel;
  private long before;
  private long answered;
  private long since = System.nanoTime();

  TlsAnswers(Channel channel) {
    this.channel = channel;
  }

  /** Something begins that may make TLS answer. */
  void begin() {
    before = waiting();
    long now = System.nanoTime();
    if (before == 0 && now - since > TimeUnit.SECONDS.toNanos(SECONDS)) {
      since = now;
      answered = 0;
    }
  }

  /** What is written now is none of them. */
  void leaveOut(long bytes) {
    before += bytes;
  }

  /** It has ended; returns whether there were too many. */
  boolean tooMany() {
    answered += Math.max(0, waiting() - before);
    return answered > MOST;
  }

  /** Returns how many bytes wait for the socket. */
  long waiting() {
    var queue = channel.unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes();
  }
}
