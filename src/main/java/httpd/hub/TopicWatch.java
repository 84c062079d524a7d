package httpd.hub;

/** Waits for topics to be created. */
interface TopicWatch {

  /** Whether it waits for a topic of this name. */
  boolean awaits(String name);

  /** One that it awaits was created. Its first event may have come already, and nothing is lost. */
  void appeared(HubTopic topic);
}
