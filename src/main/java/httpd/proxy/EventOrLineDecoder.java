package httpd.proxy;

import httpd.http.ContentType;
import httpd.line.Line;
import httpd.line.split.LineLimit;
import httpd.line.split.LineSplitter;
import httpd.line.split.LongLines;
import httpd.sse.EventReader;
import httpd.upstream.UpstreamResponse;

/**
 * Decodes what one connection of a {@link ReconnectingSource} brings: events or plain lines, as the
 * head of the response says.
 */
final class EventOrLineDecoder {

  private final boolean ofEvents;
  private final ReceivedLines received;
  private final EventReader events = new EventReader();
  private final int longest = LineLimit.bytes();
  private final LineSplitter lines = new LineSplitter(longest, LongLines.LEAVE_OUT);

  EventOrLineDecoder(UpstreamResponse head, ReceivedLines received) {
    this.ofEvents = ContentType.of(head.headers().all("Content-Type")).isEventStream();
    this.received = received;
  }

  /** Decodes the next bytes. An event or a line that is too long is left out. */
  void take(byte[] bytes) {
    if (ofEvents) {
      events.read(bytes, received::event);
    } else {
      lines.split(bytes, 0, bytes.length, received::line);
    }
    int leftOut = events.takeLeftOut() + lines.takeLeftOut();
    for (int i = 0; i < leftOut; i++) {
      received.leftOut(
          "%s of more than %s bytes was left out"
              .formatted(ofEvents ? "an event" : "a line", longest));
    }
  }

  /**
   * Ends decoding at a clean end. A line without its ending gets one, so that the first line of the
   * next connection does not join it; an incomplete event is dropped.
   */
  void end() {
    lines.end(line -> received.line(new Line(line.content(), Line.Ending.LF)));
  }
}
