package httpd.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.Line;
import httpd.line.PositionedSource;
import httpd.sse.StoredEvent;
import httpd.topic.Topic;
import httpd.topic.Topic.Bounds;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One topic of a {@link MergedEvents}: its reader, and its part of the ids. For the owner. */
final class MergedTopic {

  /** How often to look for the oldest event, which may be dropped meanwhile. */
  private static final int ATTEMPTS = 3;

  private final String name;
  private final PositionedSource events;
  private final @Nullable Bounds lost;
  private final String encodedName;
  private final String key;
  private @Nullable String position;
  private String place = "";

  /** Counts the source as a reader from now on, so that the topic stays. */
  private MergedTopic(String name, PositionedSource events, @Nullable Bounds lost) {
    this.name = name;
    this.events = events;
    this.lost = lost;
    this.encodedName = PlacesId.encoded(name);
    this.key = PlacesId.key(name);
    var _ = place();
  }

  /** The events of a topic from a place on. */
  static MergedTopic from(HubTopic topic, PositionedSource events) {
    return new MergedTopic(topic.name(), events, null);
  }

  /** All events of a topic that is new to the client. */
  static MergedTopic all(HubTopic topic) throws IOException {
    var events = oldest(topic.events());
    boolean isWhole = isStart(events.position());
    return new MergedTopic(topic.name(), events, isWhole ? null : topic.events().bounds());
  }

  /** The events after a position; all that are kept if some of them are lost. */
  static MergedTopic after(HubTopic topic, String position) throws IOException {
    if (resume(topic.events(), position) instanceof Resumption.Found(var events)) {
      return new MergedTopic(topic.name(), events, null);
    }
    return new MergedTopic(topic.name(), oldest(topic.events()), topic.events().bounds());
  }

  /** Whether a position is before the first event that its topic ever had. */
  static boolean isStart(String position) {
    return position.endsWith("-0");
  }

  private static @Nullable Resumption resume(Topic events, String position) throws IOException {
    try {
      return position.isEmpty() ? null : events.after(position);
    } catch (IllegalArgumentException notAPosition) {
      return null;
    }
  }

  private static PositionedSource oldest(Topic events) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      if (events.after(events.bounds().oldest()) instanceof Resumption.Found(var all)) {
        return all;
      }
    }
    return events.last(Integer.MAX_VALUE);
  }

  String name() {
    return name;
  }

  PositionedSource events() {
    return events;
  }

  /** The ends of the topic if events before its place were lost, otherwise null. */
  @Nullable Bounds lost() {
    return lost;
  }

  /** By which it is found in an id. */
  String key() {
    return key;
  }

  /** How an id begins if the event is of this topic. */
  String encodedName() {
    return encodedName;
  }

  /** Its part of an id; made again only after an event of this topic. */
  @SuppressWarnings("ReferenceEquality") // Most positions are kept as text; others are made again.
  String place() {
    var now = events.position();
    if (now != position) {
      position = now;
      place = "." + key + now;
    }
    return place;
  }

  /** The data of an event as plain lines, each after the name and a tab. */
  Line plain(Line event) {
    var prefix = new StringBuilder(name.length() + 1);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isISOControl(c)) {
        prefix
            .append('%')
            .append(Integer.toHexString(0x100 | c).substring(1).toUpperCase(Locale.ROOT));
      } else {
        prefix.append(c);
      }
    }
    return StoredEvent.prefixedData(event, prefix.append('\t').toString().getBytes(UTF_8));
  }
}
