package httpd.proxy;

import httpd.line.Line;
import httpd.sse.EventFrame;
import httpd.sse.ReceivedEvent;
import org.jspecify.annotations.Nullable;

/** What becomes of the events and lines of an upstream. */
enum EventFraming {
  /** An event stream: events as they came, each line the data of one. */
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
  /** For a topic of {@link httpd.sse.EventEncoder.Form#EITHER}: lines as they came. */
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

  /** Null to leave it out. */
  abstract @Nullable Line of(ReceivedEvent event);

  abstract Line of(Line line);

  /** What stands in place of one that was too long; null for nothing. */
  abstract @Nullable Line leftOut(String note);
}
