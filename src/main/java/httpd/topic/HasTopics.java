package httpd.topic;

import httpd.Handler;
import java.io.IOException;
import java.util.List;

/** A handler whose clients read topics, as a person may look at them. */
public interface HasTopics {

  /**
   * Returns those with most subscribers, at most so many. May wait for a disk.
   *
   * @throws IOException if their store cannot be read
   */
  List<TopicView> topics(int most) throws IOException;

  /** Returns how many of them are in memory. Waits for nothing. */
  default int topicCount() {
    return 1;
  }

  /** Returns the topics of a handler, at most so many; none if its clients read none. */
  static List<TopicView> of(Handler handler, int most) throws IOException {
    return handler instanceof HasTopics owner ? owner.topics(most) : List.of();
  }

  /** Returns how many topics of a handler are in memory. */
  static int count(Handler handler) {
    return handler instanceof HasTopics owner ? owner.topicCount() : 0;
  }
}
