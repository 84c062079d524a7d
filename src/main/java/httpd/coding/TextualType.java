package httpd.coding;

import httpd.http.ContentType;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which media types are text, in the sense that compression makes them much shorter. */
final class TextualType {

  private static final Set<String> OTHERS =
      Set.of(
          "application/ecmascript",
          "application/graphql",
          "application/javascript",
          "application/json",
          "application/json-seq",
          "application/jsonl",
          "application/ndjson",
          "application/rtf",
          "application/sql",
          "application/toml",
          "application/vnd.apple.mpegurl",
          "application/vnd.ms-fontobject",
          "application/wasm",
          "application/x-javascript",
          "application/x-ndjson",
          "application/x-pem-file",
          "application/x-sh",
          "application/x-www-form-urlencoded",
          "application/x-yaml",
          "application/xml",
          "application/yaml",
          "font/otf",
          "font/ttf",
          "image/bmp",
          "image/svg+xml",
          "image/vnd.microsoft.icon");

  private TextualType() {}

  static boolean isIn(List<String> contentTypes) {
    var first = contentTypes.getFirst();
    boolean isPlainly = first.regionMatches(true, 0, "text/", 0, 5) && first.indexOf(',') < 0;
    return (isPlainly && contentTypes.size() == 1) || isText(type(contentTypes));
  }

  /** As {@link ContentType} reads it; most responses have one, without quotes. */
  private static String type(List<String> fields) {
    var first = fields.getFirst();
    if (fields.size() > 1 || first.indexOf(',') >= 0) {
      return ContentType.of(fields).type();
    }
    int semicolon = first.indexOf(';');
    var type = semicolon < 0 ? first : first.substring(0, semicolon);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  private static boolean isText(String type) {
    return type.startsWith("text/")
        || type.endsWith("+json")
        || type.endsWith("+json-seq")
        || type.endsWith("+xml")
        || type.endsWith("+yaml")
        || OTHERS.contains(type);
  }
}
