package httpd.recording;

import httpd.line.Line;
import httpd.line.split.LineLimit;
import httpd.sse.EventFrame;
import httpd.sse.EventReader;
import httpd.sse.ReceivedEvent;
import java.util.function.Consumer;

/**
 * Makes the records of a run of what its source gives: the bytes as they came, or whole events.
 * Their own ids are left out, since a client that came back with one could not find the run.
 */
interface Records {

  /** Passes what is complete to {@code sink}; all bytes of a record count, its ending too. */
  void take(Line line, Consumer<byte[]> sink);

  /** The bytes as they came, in the same pieces. */
  Records PIECES = (line, sink) -> sink.accept(bytes(line));

  /** The bytes as they came, in the same pieces; events without their own ids. */
  Records LINES_OR_EVENTS = (line, sink) -> sink.accept(bytes(ReceivedEvent.withoutId(line)));

  /** The events of an event stream, however its bytes are divided. */
  static Records events() {
    var reader = new EventReader();
    return (line, sink) -> {
      reader.read(bytes(line), event -> keep(event, sink));
      for (int left = reader.takeLeftOut(); left > 0; left--) {
        sink.accept(bytes(EventFrame.ofComment(tooLong())));
      }
    };
  }

  private static void keep(ReceivedEvent event, Consumer<byte[]> sink) {
    var kept = event.toKeep();
    if (kept != null) {
      sink.accept(bytes(ReceivedEvent.withoutId(kept)));
    }
  }

  private static String tooLong() {
    return "an event of more than " + LineLimit.bytes() + " bytes was left out";
  }

  private static byte[] bytes(Line line) {
    var bytes = new byte[line.length()];
    line.copyTo(bytes, 0);
    return bytes;
  }
}
