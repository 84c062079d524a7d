package httpd.live.merged;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.PercentEncoding;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ids of a stream of several topics: the topic of the event, and the places in all topics of
 * the stream.
 *
 * <pre>
 *   news_2Feu . 3kT9xQ0a 1pqv3yeu7cdkm-12 . Bz81mW2c 0x9s61abk4qtu-7
 *   the name    key of a topic and its position      the same, for each topic of the stream
 * </pre>
 *
 * <p>The name is percent-encoded with {@code _} in place of {@code %}, and is empty where the
 * stream begins. Topics are sorted by name. A key is a part of the hash of a name. So an id has
 * letters, digits, {@code -}, {@code .} and {@code _} only, without the blanks of the drawing.
 */
public final class PlacesId {

  /** More than the ids of {@link MergedEvents#MOST} topics need. */
  static final int LONGEST = 8 * 1024;

  private static final int KEY_LENGTH = 8;
  private static final String KEY_CHARACTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final Pattern PLACE = Pattern.compile("[0-9A-Za-z]{8}[0-9A-Za-z-]{1,64}");
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z_-]*");

  private PlacesId() {}

  /** Returns the id after an event of one of the topics; null for where a stream begins. */
  static String of(@Nullable MergedTopic event, Collection<MergedTopic> topics) {
    var id = new StringBuilder(event == null ? "" : event.encodedName());
    for (var topic : topics) {
      id.append(topic.place());
    }
    return topics.isEmpty() ? id.append('.').toString() : id.toString();
  }

  /** Returns a name as ids begin with it. */
  static String encoded(String topic) {
    return PercentEncoding.encode(topic)
        .replace("_", "%5F")
        .replace(".", "%2E")
        .replace("~", "%7E")
        .replace('%', '_');
  }

  /** Returns the key of a topic, by which it is found in an id. */
  public static String key(String topic) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(topic.getBytes(UTF_8));
      var key = new StringBuilder(KEY_LENGTH);
      for (int i = 0; i < KEY_LENGTH; i++) {
        key.append(KEY_CHARACTERS.charAt((hash[i] & 0xff) % KEY_CHARACTERS.length()));
      }
      return key.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Returns the positions by their keys, or null if the text is not such an id. */
  public static @Nullable Map<String, String> positions(String id) {
    var parts = id.length() > LONGEST ? new String[] {""} : id.split("\\.", -1);
    if (parts.length < 2 || !NAME.matcher(parts[0]).matches()) {
      return null;
    }
    var positions = new HashMap<String, String>();
    if (parts.length == 2 && parts[1].isEmpty()) {
      return positions; // Of no topic.
    }
    for (int i = 1; i < parts.length; i++) {
      if (!PLACE.matcher(parts[i]).matches()) {
        return null;
      }
      // One key twice, as no id of ours has it: neither position can be trusted.
      positions.merge(
          parts[i].substring(0, KEY_LENGTH), parts[i].substring(KEY_LENGTH), (a, b) -> "");
    }
    return positions;
  }
}
