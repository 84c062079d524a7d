package httpd.metrics;

import httpd.CloseReason;
import httpd.server.answer.Progress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

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
  final Tally<Protocol> accepted = new Tally<>(Protocol.class);
  final Map<RequestMethod, Tally<StatusClass>> requests = new EnumMap<>(RequestMethod.class);
  final Tally<CloseReason> ended = new Tally<>(CloseReason.class);
  final Durations head = new Durations();
  final Durations delay = new Durations();

  // What there is now.
  final Tally<Protocol> connections = new Tally<>(Protocol.class);
  final Tally<Progress.State> exchanges = new Tally<>(Progress.State.class);
  final long[] streams;
  long subscribers;

  Sums(int kinds) {
    streams = new long[kinds];
    for (var method : RequestMethod.values()) {
      requests.put(method, new Tally<>(StatusClass.class));
    }
  }

  void add(Sums other) {
    begun += other.begun;
    streamsBegun += other.streamsBegun;
    lines += other.lines;
    bytes += other.bytes;
    accepted.add(other.accepted);
    requests.forEach((method, tally) -> tally.add(other.of(method)));
    ended.add(other.ended);
    head.add(other.head);
    delay.add(other.delay);
    connections.add(other.connections);
    exchanges.add(other.exchanges);
    add(streams, other.streams);
    subscribers += other.subscribers;
  }

  /** Returns the requests with a method. */
  Tally<StatusClass> of(RequestMethod method) {
    return Objects.requireNonNull(requests.get(method));
  }

  static void add(long[] to, long[] more) {
    for (int i = 0; i < to.length; i++) {
      to[i] += more[i];
    }
  }
}
