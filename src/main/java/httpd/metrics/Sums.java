package httpd.metrics;

import httpd.CloseReason;
import httpd.server.answer.Progress;

/** Numbers of one event loop, or of several added up. Of one thread. */
final class Sums {

  /** What a connection may speak. */
  enum Protocol {
    HTTP_1,
    HTTP_1_TLS,
    HTTP_2,
    HTTP_2_TLS;

    static Protocol of(boolean http2, boolean tls) {
      return http2 ? (tls ? HTTP_2_TLS : HTTP_2) : (tls ? HTTP_1_TLS : HTTP_1);
    }
  }

  long begun;
  long streamsBegun;
  long lines;
  long bytes;
  final long[] accepted = new long[Protocol.values().length];
  final long[][] requests = new long[RequestMethod.values().length][StatusClass.values().length];
  final long[] ended = new long[CloseReason.values().length];
  final Durations head = new Durations();
  final Durations delay = new Durations();

  // What there is now.
  final long[] connections = new long[Protocol.values().length];
  final long[] exchanges = new long[Progress.State.values().length];
  final long[] streams;
  long subscribers;

  Sums(int kinds) {
    streams = new long[kinds];
  }

  void add(Sums other) {
    begun += other.begun;
    streamsBegun += other.streamsBegun;
    lines += other.lines;
    bytes += other.bytes;
    add(accepted, other.accepted);
    for (int i = 0; i < requests.length; i++) {
      add(requests[i], other.requests[i]);
    }
    add(ended, other.ended);
    head.add(other.head);
    delay.add(other.delay);
    add(connections, other.connections);
    add(exchanges, other.exchanges);
    add(streams, other.streams);
    subscribers += other.subscribers;
  }

  static void add(long[] to, long[] more) {
    for (int i = 0; i < to.length; i++) {
      to[i] += more[i];
    }
  }
}
