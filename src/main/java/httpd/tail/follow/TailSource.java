package httpd.tail.follow;

import httpd.topic.TopicSource;

/** The lines of a followed file from some place on. */
public interface TailSource extends TopicSource {

  /**
   * Whether there is nothing more for now: after the source has answered that it is pending, it may
   * still have been reading what is there. To be called by the owner. When that changes, the
   * wake-up of the last poll runs.
   */
  boolean isAtEnd();
}
