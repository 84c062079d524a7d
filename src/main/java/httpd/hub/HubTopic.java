package httpd.hub;

import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.topic.Log;
import httpd.topic.Topic;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * One topic of a hub: all that publishers and subscribers need of its log. Safe for all threads.
 */
interface HubTopic {

  String name();

  /** Its events, framed, in order. */
  Topic events();

  /** Answers a subscriber of this topic alone. */
  Response subscribe(Request request) throws Exception;

  /**
   * Adds an event.
   *
   * @return its id, once the event is in the log; fails as the log does, or with an HttpException
   */
  CompletableFuture<String> publish(ServerSentEvent event);

  /** Returns how many sources read it here. */
  int readers();

  /** Returns how many sources read it, at all servers of its store. */
  default int audience() throws IOException {
    return readers();
  }

  /** What is kept. */
  Log.State state() throws IOException;
}
