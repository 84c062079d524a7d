package httpd.topic;

import org.jspecify.annotations.Nullable;

/**
 * What there is to see of a topic at one moment.
 *
 * @param subscribers -1 if the topic does not know them
 * @param oldest the position before the oldest event; null if there is none to read now
 * @param newest the position after the newest event
 * @param events how many are kept; -1 if that is unknown
 * @param bytes what they take; -1 if that is unknown
 */
public record TopicView(
    String name,
    long subscribers,
    @Nullable String oldest,
    @Nullable String newest,
    long events,
    long bytes) {

  /** The same, with so many subscribers. */
  public TopicView withSubscribers(long count) {
    return new TopicView(name, count, oldest, newest, events, bytes);
  }

  /** What a log is at one moment. */
  public static TopicView of(String name, long subscribers, Log.State state) {
    var bounds = state.bounds();
    return new TopicView(
        name, subscribers, bounds.oldest(), bounds.newest(), state.records(), state.bytes());
  }
}
