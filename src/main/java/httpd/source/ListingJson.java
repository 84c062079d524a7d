package httpd.source;

import java.util.List;
import java.util.stream.Collectors;

/** A listing for programs (RFC 8259), one entry a line. */
final class ListingJson {

  private ListingJson() {}

  /** {@code {"path":…,"complete":true,"entries":[{"name":…,"type":"file","size":…,…},…]}}. */
  static String of(String path, List<Listing.Entry> entries, boolean isComplete) {
    return "{\"path\":%s,\"complete\":%s,\"entries\":[\n%s\n]}\n"
        .formatted(
            quoted(path),
            isComplete,
            entries.stream().map(ListingJson::entry).collect(Collectors.joining(",\n")));
  }

  private static String entry(Listing.Entry entry) {
    return "{\"name\":%s,\"type\":\"%s\",\"size\":%s,\"modified\":\"%s\",\"href\":%s}"
        .formatted(
            quoted(entry.name()),
            entry.isFolder() ? "folder" : "file",
            entry.size(),
            entry.modified(),
            quoted("./" + entry.reference()));
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    text.chars().forEach(c -> append((char) c, quoted));
    return quoted.append('"').toString();
  }

  private static void append(char c, StringBuilder quoted) {
    if (c == '"' || c == '\\') {
      quoted.append('\\').append(c);
    } else if (c < ' ' || Character.isSurrogate(c) || c == 0x7f) {
      quoted.append("\\u%04x".formatted((int) c));
    } else {
      quoted.append(c);
    }
  }
}
