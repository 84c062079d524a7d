package httpd.stream;

import httpd.net.DirectSocket;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The streams of an {@link Audience}, in the order in which they came. Streams and sockets are in
 * arrays of their own, since a pass touches the sockets alone.
 */
final class Seats {

  private static final int FIRST_CAPACITY = 8;

  private @Nullable SeatedPump[] streams = new SeatedPump[FIRST_CAPACITY];
  private @Nullable DirectSocket[] sockets = new DirectSocket[FIRST_CAPACITY];
  private int used;
  private int taken;

  /** The number of seats that are or were taken: the next one has this number. */
  int used() {
    return used;
  }

  boolean isEmpty() {
    return taken == 0;
  }

  /** Returns the seat of a stream that is new. */
  int take(SeatedPump stream, DirectSocket socket) {
    if (used == streams.length) {
      resize(used * 2);
    }
    streams[used] = stream;
    sockets[used] = socket;
    taken++;
    return used++;
  }

  void leave(int seat) {
    streams[seat] = null;
    sockets[seat] = null;
    taken--;
  }

  @Nullable SeatedPump stream(int seat) {
    return streams[seat];
  }

  @Nullable DirectSocket socket(int seat) {
    return sockets[seat];
  }

  void forEach(Consumer<SeatedPump> action) {
    for (int i = 0; i < used; i++) {
      var stream = streams[i];
      if (stream != null) {
        action.accept(stream);
      }
    }
  }

  /** Moves the streams to the front once half of the seats are empty. Their order stays. */
  void closeRanks() {
    if (used - taken <= taken) {
      return;
    }
    int to = 0;
    for (int from = 0; from < used; from++) {
      var stream = streams[from];
      if (stream != null) {
        streams[to] = stream;
        sockets[to] = sockets[from];
        stream.moveTo(to++);
      }
    }
    Arrays.fill(streams, to, used, null);
    Arrays.fill(sockets, to, used, null);
    used = to;
    if (streams.length > 4 * FIRST_CAPACITY && used < streams.length / 4) {
      resize(streams.length / 2);
    }
  }

  private void resize(int capacity) {
    streams = Arrays.copyOf(streams, capacity);
    sockets = Arrays.copyOf(sockets, capacity);
  }
}
