package httpd.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.http.Json;
import java.util.List;

/** A listing as JSON, one entry a line. */
final class ListingJson {

  private record Item(String name, String type, long size, String modified, String href) {

    static Item of(Listing.Entry entry) {
      return new Item(
          entry.name(),
          entry.isDirectory() ? "folder" : "file",
          entry.size(),
          entry.modified().toString(),
          "./" + entry.reference());
    }
  }

  private ListingJson() {}

  /** {@code {"path":…,"complete":true,"entries":[{"name":…,"type":"file","size":…,…},…]}}. */
  static ListingText of(String path, List<Listing.Entry> entries, boolean isComplete) {
    var text = new ListingText();
    text.append("{\"path\":%s,\"complete\":%s,\"entries\":[\n".formatted(json(path), isComplete));
    for (int i = 0; i < entries.size(); i++) {
      text.append(i == 0 ? "" : ",\n").append(json(Item.of(entries.get(i))));
    }
    return text.append("\n]}\n");
  }

  private static String json(Object value) {
    return new String(Json.write(value), UTF_8);
  }
}
