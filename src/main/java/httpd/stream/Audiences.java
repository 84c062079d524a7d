package httpd.stream;

import httpd.coding.Coding;
import httpd.line.LineSource;
import httpd.net.DirectSocket;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The audiences of one event loop, which it alone uses. */
final class Audiences {

  private static final FastThreadLocal<Audiences> OF_THIS_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected Audiences initialValue() {
          return new Audiences();
        }
      };

  /** What the streams of an audience have in common. */
  private record Key(Object lines, Framing framing, @Nullable Coding coding) {}

  private final Map<Key, Audience> all = new HashMap<>();

  private Audiences() {}

  static Audiences ofThisLoop() {
    return OF_THIS_LOOP.get();
  }

  /**
   * Gives a stream a seat, if others may give what its source gives next.
   *
   * @param source has answered Pending
   * @return null if there is no seat for it, at least for now
   */
  @Nullable Audience seat(SeatedPump stream, LineSource source, DirectSocket socket) {
    var lines = source.shared();
    if (lines == null) {
      return null;
    }
    var encoder = stream.encoder;
    var coding = encoder == null ? null : encoder.coding();
    var key = new Key(lines, stream.framing(), coding);
    var audience = all.get(key);
    if (audience == null) {
      audience =
          new Audience(
              new Broadcast(source.lead(), stream.framing(), coding),
              stream.loop(),
              () -> all.remove(key));
      all.put(key, audience);
    }
    return audience.admit(stream, source, socket) ? audience : null;
  }
}
