package httpd.hub;

import httpd.live.merged.MergedEvents;
import httpd.topic.TopicPattern;
import httpd.topic.TopicRights;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What a client subscribes to.
 *
 * @param names in the order of the request, each once; copied
 * @param patterns match topics that exist, and those that are created later; copied
 * @param rights narrow what the patterns match
 */
record TopicSelection(List<String> names, List<TopicPattern> patterns, TopicRights rights) {

  TopicSelection {
    names = List.copyOf(names);
    patterns = List.copyOf(patterns);
  }

  /** Whether it is one topic, for ever. */
  boolean isOne() {
    return names.size() == 1 && patterns.isEmpty();
  }

  boolean has(String name) {
    return names.contains(name)
        || (patterns.stream().anyMatch(pattern -> pattern.takes(name))
            && rights.maySubscribe(name));
  }

  /**
   * Returns the named topics, and those of the existing ones that a pattern matches.
   *
   * @throws httpd.HttpException 400 if they are too many for one stream
   */
  List<String> among(List<String> existing) {
    var all = new LinkedHashSet<>(names);
    for (var name : existing) {
      if (has(name)) {
        all.add(name);
      }
      if (all.size() > MergedEvents.MOST) {
        throw TopicsOfRequest.tooMany();
      }
    }
    return new ArrayList<>(all);
  }
}
