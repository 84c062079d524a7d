package httpd.topic;

import httpd.HttpException;
import httpd.Key;
import httpd.Request;

/**
 * What the sender of a request may do with topics. A handler of topics asks for each name, before
 * it acts: {@code TopicRights.of(request).checkPublish("news")}.
 */
public interface TopicRights {

  /** Where a handler leaves the rights of a request for the one of the topics. */
  Key<TopicRights> KEY = Key.of("topic rights");

  /** Those of a request whose route asks for none. */
  TopicRights ALL =
      new TopicRights() {
        @Override
        public boolean maySubscribe(String topic) {
          return true;
        }

        @Override
        public void checkSubscribe(String topic) {}

        @Override
        public void checkSubscribeSome() {}

        @Override
        public void checkPublish(String topic) {}
      };

  /** Returns the rights of a request. */
  static TopicRights of(Request request) {
    var rights = request.value(KEY);
    return rights == null ? ALL : rights;
  }

  /** Whether a topic may be among those that a pattern gives; the others are left out. */
  boolean maySubscribe(String topic);

  /**
   * Checks that a topic may be read, and what is known about it.
   *
   * @throws HttpException 403 if not, 401 if the rights have ended
   */
  void checkSubscribe(String topic);

  /**
   * Checks that some topic may be read, for a request with patterns alone.
   *
   * @throws HttpException as {@link #checkSubscribe}
   */
  void checkSubscribeSome();

  /**
   * Checks that a topic may be written, created and deleted; again for each event of a request that
   * has several, since the rights may end meanwhile.
   *
   * @throws HttpException as {@link #checkSubscribe}
   */
  void checkPublish(String topic);
}
