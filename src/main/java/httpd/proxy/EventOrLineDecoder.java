package httpd.proxy;

import httpd.http.ContentType;
import httpd.line.Line;
import httpd.line.split.LineLimit;
import httpd.line.split.LineSplitter;
import httpd.line.split.LongLines;
import httpd.sse.EventReader;
import httpd.sse.ReceivedEvent;
import httpd.upstream.UpstreamResponse;

/**
 * What comes over one connection of {@link ReconnectingSource}: the head said that it is lines, and
 * of which kind.
 */
final class EventOrLineDecoder {

  /** Takes what has come whole. */
  interface Sink {
    void event(ReceivedEvent event);

    void line(Line line);

    /** Some of it was too long and left out. */
    void leftOut(String note);
  }

  private final boolean ofEvents;
  private final Sink sink;
  private final EventReader events = new EventReader();
  private final int longest = LineLimit.bytes();
  private final LineSplitter lines = new LineSplitter(longest, LongLines.LEAVE_OUT);

  EventOrLineDecoder(UpstreamResponse head, Sink sink) {
    var type = ContentType.of(head.headers().all("Content-Type"));
    this.ofEvents = type.isEventStream();
    this.sink = sink;
  }

  /** The next bytes. An event or a line that is too long is left out. */
  void take(byte[] bytes) {
    if (ofEvents) {
      events.read(bytes, sink::event);
    } else {
      lines.split(bytes, 0, bytes.length, sink::line);
    }
    int leftOut = events.takeLeftOut() + lines.takeLeftOut();
    for (int i = 0; i < leftOut; i++) {
      sink.leftOut(
          "%s of more than %s bytes was left out"
              .formatted(ofEvents ? "an event" : "a line", longest));
    }
  }

  /**
   * They end cleanly. A line without its ending gets one, so that the next connection's first does
   * not go on in it; an event without its blank line is none.
   */
  void end() {
    lines.end(line -> sink.line(new Line(line.content(), Line.Ending.LF)));
  }
}
