package httpd.hub;

import httpd.HttpException;
import httpd.topic.StoreOutages;
import httpd.topic.TopicView;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a hub by name: {@link HubRooms} in memory, {@link StoredTopics} elsewhere. Safe for
 * all threads.
 */
interface HubTopics {

  /** Gets a topic for a subscriber, whether it exists or not; to be released. */
  HubTopic toSubscribe(String name) throws IOException;

  /** Gets or creates a topic for a publisher; to be released. */
  HubTopic toPublish(String name) throws IOException;

  /** Ends what {@link #toSubscribe} or {@link #toPublish} has begun. */
  void release(HubTopic topic);

  /** Returns the names of the topics that exist, in no order. */
  List<String> names() throws IOException;

  /**
   * Reports each topic that is created from now on; a topic may be reported again. Watchers that
   * exist already get those that the returned names lack, also if they existed before.
   *
   * @return the names of those that exist already
   */
  List<String> watch(TopicWatch watch) throws IOException;

  /** Returns what tells that the topics cannot be reached; null if they always can. */
  default @Nullable StoreOutages outages() {
    return null;
  }

  /** Returns what a client is answered when the topics cannot be read or written. */
  default HttpException refusal(IOException failure) {
    throw new IllegalStateException("memory does not fail", failure);
  }

  /** Returns the topics as they are, those with most readers first; looking changes nothing. */
  List<TopicView> views(int most) throws IOException;

  /** Returns how many topics are in memory. */
  int count();

  /** The first of these by their readers, then by name. */
  static List<TopicView> mostRead(List<TopicView> views, int most) {
    return views.stream()
        .sorted(
            Comparator.comparingLong(TopicView::subscribers)
                .reversed()
                .thenComparing(TopicView::name))
        .limit(most)
        .toList();
  }

  /** Ends the reports. */
  void unwatch(TopicWatch watch);
}
