package httpd.live.merged;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.split.WholeLines;
import httpd.topic.Topic;
import httpd.topic.Topic.Bounds;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One topic of a {@link MergedEvents}: its reader, and its part of the ids. For the owner. */
public final class MergedTopic {

  /** How often to look for the oldest line, which may be dropped meanwhile. */
  private static final int ATTEMPTS = 3;

  private final String name;
  private final PositionedSource events;
  private final @Nullable Bounds lost;
  private final String encodedName;
  private final byte[] prefix;
  private final String key;
  private LineSource lines;
  private int history;
  private BooleanSupplier atEnd = () -> true;

  /** After the last whole line that was given. */
  private String place;

  /** Counts the source as a reader from now on, so that the topic stays. */
  private MergedTopic(String name, PositionedSource events, @Nullable Bounds lost) {
    this.name = name;
    this.events = events;
    this.lines = events;
    this.lost = lost;
    this.encodedName = PlacesId.encoded(name);
    this.prefix = prefix(name).getBytes(UTF_8);
    this.key = PlacesId.key(name);
    this.place = placeNow();
  }

  /** The lines of a source, none of which was lost before. */
  public static MergedTopic of(String name, PositionedSource lines) {
    return new MergedTopic(name, lines, null);
  }

  /** All lines of a topic that is new to the client. */
  public static MergedTopic all(String name, Topic topic) throws IOException {
    var events = oldest(topic);
    return new MergedTopic(name, events, isStart(events.position()) ? null : topic.bounds());
  }

  /** The lines after a position; all that are kept if some of them are lost. */
  public static MergedTopic after(String name, Topic topic, String position) throws IOException {
    if (resume(topic, position) instanceof Resumption.Found(var events)) {
      return new MergedTopic(name, events, null);
    }
    return new MergedTopic(name, oldest(topic), topic.bounds());
  }

  /** Whether a position is before the first event that its topic ever had. */
  public static boolean isStart(String position) {
    return position.endsWith("-0");
  }

  private static @Nullable Resumption resume(Topic topic, String position) throws IOException {
    try {
      return position.isEmpty() ? null : topic.after(position);
    } catch (IllegalArgumentException notAPosition) {
      return null;
    }
  }

  private static PositionedSource oldest(Topic topic) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      if (topic.after(topic.bounds().oldest()) instanceof Resumption.Found(var all)) {
        return all;
      }
    }
    return topic.last(Integer.MAX_VALUE);
  }

  /**
   * Gives its first lines before those of topics that begin later.
   *
   * @param lines at most that many
   * @param atEnd whether its source has no more for now, after it answered that it is pending
   */
  public MergedTopic withHistory(int lines, BooleanSupplier atEnd) {
    this.history = lines;
    this.atEnd = atEnd;
    return this;
  }

  public String name() {
    return name;
  }

  /**
   * Leaves out lines that the client does not ask for, of a stream of plain lines.
   *
   * @param asked makes a source of those that it does
   */
  public void filter(UnaryOperator<LineSource> asked) {
    lines = asked.apply(events);
  }

  /** Joins lines that come in pieces. */
  void joinPieces() {
    lines = new WholeLines(events);
  }

  Poll poll(Runnable wake) {
    return lines.poll(wake);
  }

  /** Goes on after a line that was too long, if that is why it has failed. */
  boolean goOn() {
    return lines instanceof WholeLines whole && whole.goOn();
  }

  long skip() {
    return events.skip();
  }

  public void close() {
    events.close();
  }

  /** The ends of the topic if lines before its place were lost, otherwise null. */
  @Nullable Bounds lost() {
    return lost;
  }

  /** Whether no line before its place was lost. */
  public boolean isWhole() {
    return lost == null;
  }

  int history() {
    return history;
  }

  boolean isAtEnd() {
    return atEnd.getAsBoolean();
  }

  /** By which it is found in an id. */
  String key() {
    return key;
  }

  /** How an id begins if the line is of this topic. */
  String encodedName() {
    return encodedName;
  }

  /** Before each of its plain lines: its name and a tab. */
  byte[] prefix() {
    return prefix;
  }

  /** Its part of an id. */
  String place() {
    return place;
  }

  /** A whole line was polled, or some were skipped. */
  void moved() {
    place = placeNow();
  }

  private String placeNow() {
    return "." + key + events.position();
  }

  private static String prefix(String name) {
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
    return prefix.append('\t').toString();
  }
}
