package httpd.recording;

import httpd.Headers;
import httpd.http.HeaderList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What is repeated to each reader of a run, beside its records.
 *
 * @param status of the first response
 * @param headers of the first response that do not belong to one client or connection
 */
record RunHead(int status, Headers headers, RecordForm form) {

  /** Fields of one response alone, or made anew for each. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "accept-ranges",
          "connection",
          "content-length",
          "content-digest",
          "date",
          "etag",
          "keep-alive",
          "repr-digest",
          "set-cookie",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final String STATUS = "status";
  private static final String HEADERS = "headers";
  private static final String FORM = "form";

  static RunHead of(int status, Headers headers, RecordForm form) {
    var leftOut = new HashSet<>(LEFT_OUT);
    HeaderList.of(headers.all("Connection")).forEach(name -> leftOut.add(lower(name)));
    var kept = new ArrayList<Headers.Field>();
    headers.forEach(field -> {
      if (!leftOut.contains(lower(field.name()))) {
        kept.add(field);
      }
    });
    return new RunHead(status, Headers.of(kept), form);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  Map<String, String> toAttributes() {
    var fields = new StringBuilder();
    headers.forEach(
        field -> fields.append(field.name()).append(": ").append(field.value()).append('\n'));
    var attributes = new HashMap<String, String>();
    attributes.put(STATUS, Integer.toString(status));
    attributes.put(HEADERS, fields.toString());
    attributes.put(FORM, form.name());
    return attributes;
  }

  /** Whether attributes have a head. */
  static boolean isIn(Map<String, String> attributes) {
    return attributes.keySet().containsAll(List.of(STATUS, HEADERS, FORM));
  }

  static RunHead ofAttributes(Map<String, String> attributes) {
    var fields = new ArrayList<Headers.Field>();
    for (var line : List.of(Objects.requireNonNull(attributes.get(HEADERS)).split("\n"))) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        fields.add(new Headers.Field(line.substring(0, colon), line.substring(colon + 2)));
      }
    }
    return new RunHead(
        Integer.parseInt(Objects.requireNonNull(attributes.get(STATUS))),
        Headers.of(fields),
        RecordForm.valueOf(Objects.requireNonNull(attributes.get(FORM))));
  }
}
