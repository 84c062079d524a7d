package httpd.hub;

/** Which topics of a hub a client may publish to, and which it may read. */
public interface TopicRights {

  /** All of them. */
  TopicRights ALL =
      new TopicRights() {
        @Override
        public boolean mayPublish(String topic) {
          return true;
        }

        @Override
        public boolean maySubscribe(String topic) {
          return true;
        }
      };

  boolean mayPublish(String topic);

  /** Asked for each topic that is named, and for each that a pattern matches, also later. */
  boolean maySubscribe(String topic);
}
