package httpd.file;

import java.util.List;

/** A listing as JSON, one entry a line. */
final class ListingJson {

  private ListingJson() {}

  /** {@code {"path":…,"complete":true,"entries":[{"name":…,"type":"file","size":…,…},…]}}. */
  static ListingText of(String path, List<Listing.Entry> entries, boolean isComplete) {
    var text = new ListingText();
    text.append("{\"path\":%s,\"complete\":%s,\"entries\":[\n".formatted(quoted(path), isComplete));
    for (int i = 0; i < entries.size(); i++) {
      text.append(i == 0 ? "" : ",\n").append(entry(entries.get(i)));
    }
    return text.append("\n]}\n");
  }

  private static String entry(Listing.Entry entry) {
    return "{\"name\":%s,\"type\":\"%s\",\"size\":%s,\"modified\":\"%s\",\"href\":%s}"
        .formatted(
            quoted(entry.name()),
            entry.isDirectory() ? "folder" : "file",
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
