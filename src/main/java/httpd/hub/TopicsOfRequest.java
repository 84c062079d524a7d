package httpd.hub;

import httpd.HttpException;
import httpd.Request;
import httpd.live.merged.MergedEvents;
import httpd.topic.TopicPattern;
import httpd.topic.TopicRights;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The topics that a request names, and its rights to them: the one place where both are known. The
 * parameters of the path are one name ({@link PathTopic}), and each {@code ?topic=} is one more;
 * without any the name is "".
 */
final class TopicsOfRequest {

  private static final int LONGEST = 256;

  private final List<String> named = new ArrayList<>();
  private final List<TopicPattern> patterns = new ArrayList<>();
  private final TopicRights rights;

  TopicsOfRequest(Request request) {
    this.rights = TopicRights.of(request);
    if (!request.params().isEmpty()) {
      named.add(PathTopic.of(request));
    }
    for (var text : new LinkedHashSet<>(request.query().all("topic"))) {
      add(checked(text));
    }
    if (named.isEmpty() && patterns.isEmpty()) {
      named.add("");
    }
  }

  private void add(String text) {
    if (TopicPattern.isOne(text)) {
      patterns.add(pattern(text));
    } else if (!named.contains(text)) {
      named.add(text);
    }
    if (named.size() + patterns.size() > MergedEvents.MOST) {
      throw tooMany();
    }
  }

  /**
   * Returns the topic to publish to.
   *
   * @throws HttpException 400 if it is not exactly one, 403 without the right to it
   */
  String toPublish() {
    if (named.size() != 1 || !patterns.isEmpty()) {
      throw new HttpException(
          400, "a publication goes to one topic: name one, by the path or by topic=, without *");
    }
    var name = named.getFirst();
    rights.checkPublish(name);
    return name;
  }

  /**
   * Returns the topics to subscribe to; patterns match only those that the client may read.
   *
   * @throws HttpException 403 without the right to one that is named
   */
  TopicSelection toSubscribe() {
    if (!patterns.isEmpty()) {
      rights.checkSubscribeSome();
    }
    named.forEach(rights::checkSubscribe);
    return new TopicSelection(named, patterns, rights);
  }

  static HttpException tooMany() {
    return new HttpException(
        400, "one stream has at most " + MergedEvents.MOST + " topics; name fewer");
  }

  private static TopicPattern pattern(String text) {
    var pattern = new TopicPattern(text);
    if (pattern.wildcards() > TopicPattern.MOST_WILDCARDS) {
      throw new HttpException(
          400, "topic=" + text + ": at most " + TopicPattern.MOST_WILDCARDS + " wildcards");
    }
    return pattern;
  }

  private static String checked(String name) {
    if (name.isEmpty()
        || name.length() > LONGEST
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new HttpException(
          400, "topic= needs a name of 1 to " + LONGEST + " characters, none a control character");
    }
    return name;
  }
}
