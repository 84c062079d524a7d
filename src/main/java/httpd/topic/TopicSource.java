package httpd.topic;

import httpd.line.PositionedSource;

/** A source that knows the log it reads, so that other places of that can be found from it. */
public interface TopicSource extends PositionedSource {

  /** The log; any thread, at any time. */
  Topic topic();
}
