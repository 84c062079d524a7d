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
 * Decodes what one connection of a {@link ReconnectingSource} brings: events or plain lines, as the
 * head of the response says.
 */
final class EventOrLineDecoder {

  /** Takes complete events and lines. */
  interface Sink {
    void event(ReceivedEvent event);

    void line(Line line);

    /** An event or a line was too long and left out. */
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

  /** Decodes the next bytes. An event or a line that is too long is left out. */
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
   * Ends decoding at a clean end. A line without its ending gets one, so that the first line of the
   * next connection does not join it; an incomplete event is dropped.
   */
  void end() {
    lines.end(line -> sink.line(new Line(line.content(), Line.Ending.LF)));
  }
}
