package httpd.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of the keys of one log. The name of the log is in braces, so that a proxy in front of
 * several servers keeps them together.
 *
 * @param stream the records
 * @param meta what is known of the log
 * @param listeners how many readers it has at each server
 * @param own all others that belong to the log
 * @param withNames these, and the two of the store: the names, and the time of deleted logs
 */
@SuppressWarnings("ArrayRecordComponent") // Names that are sent again and again.
record LogKeys(
    byte[] stream, byte[] meta, byte[] listeners, List<byte[]> own, List<byte[]> withNames) {

  /** The keys of a log by its name, in a store with a prefix. */
  static LogKeys of(String prefix, String name) {
    var stream = prefix + ":{" + name + "}";
    var own =
        List.of(
            stream.getBytes(UTF_8),
            (stream + ":meta").getBytes(UTF_8),
            (stream + ":producers").getBytes(UTF_8),
            (stream + ":silent").getBytes(UTF_8),
            (stream + ":ids").getBytes(UTF_8),
            (stream + ":order").getBytes(UTF_8));
    var withNames = new ArrayList<>(own);
    withNames.add(names(prefix));
    withNames.add((prefix + ":clock").getBytes(UTF_8));
    var listeners = (stream + ":listeners").getBytes(UTF_8);
    return new LogKeys(own.get(0), own.get(1), listeners, own, List.copyOf(withNames));
  }

  /** Where a store has the names of its logs. */
  static byte[] names(String prefix) {
    return (prefix + ":names").getBytes(UTF_8);
  }
}
