package httpd.redis;

import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a stream.
 *
 * @param id its own
 * @param before the id of the record before it, or where the log begins
 * @param record null for the mark at the end of a closed log
 */
@SuppressWarnings("ArrayRecordComponent") // Copying each record would cost more than reading it.
record StreamEntry(String id, String before, byte @Nullable [] record) {

  private static final Pattern ID = Pattern.compile("([0-9]{1,20})-([0-9]{1,18})");

  /** Reads an entry; null if another program has written it. */
  static @Nullable StreamEntry of(Reply entry) throws IOException {
    var id = entry.text(0);
    var fields = entry.list(1);
    byte[] record = null;
    String time = null;
    boolean isEnd = false;
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      switch (fields.text(i)) {
        case "d" -> record = fields.bytes(i + 1);
        case "p" -> time = fields.text(i + 1);
        case "x" -> isEnd = true;
        default -> {}
      }
    }
    if (time == null || (record == null && !isEnd) || !isId(id)) {
      return null;
    }
    return new StreamEntry(id, time + "-" + (number(id) - 1), record);
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** The number in an id: how many records the log has had up to it. */
  static long number(String id) {
    return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
  }
}
