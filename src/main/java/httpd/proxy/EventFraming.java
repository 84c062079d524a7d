package httpd.proxy;

import httpd.line.Line;
import httpd.sse.EventFrame;
import httpd.sse.ReceivedEvent;
import org.jspecify.annotations.Nullable;

/** How the events and lines of an upstream are framed for their reader. */
enum EventFraming {
  /** For an event stream: events unchanged, each line as the data of an event. */
  EVENTS {
    @Override
    Line of(ReceivedEvent event) {
      return event.asItCame();
    }

    @Override
    Line of(Line line) {
      return EventFrame.ofData(line, null);
    }

    @Override
    Line leftOut(String note) {
      return EventFrame.ofComment(note);
    }
  },
  /** For a topic of {@link httpd.sse.EventEncoder.Form#EITHER}: lines unchanged. */
  TOPIC {
    @Override
    @Nullable Line of(ReceivedEvent event) {
      return event.toKeep();
    }

    @Override
    Line of(Line line) {
      return line;
    }

    @Override
    @Nullable Line leftOut(String note) {
      return null; // A topic keeps no comments.
    }
  };

  /** Frames an event; null to leave it out. */
  abstract @Nullable Line of(ReceivedEvent event);

  /** Frames a line. */
  abstract Line of(Line line);

  /** Makes a replacement for an event or a line that was too long; null for none. */
  abstract @Nullable Line leftOut(String note);
}
