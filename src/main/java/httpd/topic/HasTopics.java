package httpd.topic;

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
}
