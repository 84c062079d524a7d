package httpd.live;

import httpd.line.Line;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.split.WholeLines;
import httpd.sse.DataLines;
import httpd.topic.Topic;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Looks for the last lines of a topic that a client asks for, among the newest {@link
 * TopicHandler#MOST_LINES}. It waits for a disk, and so belongs to a handler's thread.
 */
record GrepScan(Topic topic, Grep grep) {

  /** A source that gives nothing for so long has given what there is. */
  private static final long LONGEST_SILENCE_MILLIS = 1000;

  /** How often to look for a place that is dropped meanwhile. */
  private static final int ATTEMPTS = 3;

  /** Returns the lines of the topic from the last {@code lines} matching ones on. */
  PositionedSource fromLast(int lines) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      if (topic.after(place(lines)) instanceof Resumption.Found(var found)) {
        return found;
      }
    }
    return topic.last(TopicHandler.MOST_LINES);
  }

  /** The place before the last matching lines; where there are none, the newest. */
  private String place(int lines) throws IOException {
    try (var all = topic.last(TopicHandler.MOST_LINES)) {
      var newest = topic.bounds().newest();
      var whole = new WholeLines(all);
      var data = new DataLines(whole);
      Deque<String> places = new ArrayDeque<>();
      var place = all.position();
      while (!place.equals(newest)) {
        switch (next(data)) {
          case Line line -> {
            if (grep.accepts(line)) {
              places.add(place);
            }
            if (places.size() > lines) {
              places.remove();
            }
          }
          case Poll.Failed(LineTooLongException tooLong) when whole.goOn() -> {}
          case Poll none -> {
            return places.isEmpty() ? place : places.getFirst();
          }
        }
        place = all.position();
      }
      return places.isEmpty() ? place : places.getFirst();
    }
  }

  private static Poll next(DataLines lines) throws IOException {
    var woken = new Semaphore(0);
    try {
      for (var poll = lines.poll(woken::release); ; poll = lines.poll(woken::release)) {
        if (!(poll instanceof Poll.Pending)
            || !woken.tryAcquire(LONGEST_SILENCE_MILLIS, TimeUnit.MILLISECONDS)) {
          return poll;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the client has gone", e);
    }
  }
}
