package httpd.durable;

import static httpd.durable.StreamFields.only;

import httpd.HttpException;
import httpd.Request;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a fork leaves its source, as the PUT that made it said.
 *
 * @param source the name of the source
 * @param offset of the source; "" for its end
 * @param subOffset messages, or bytes of the append, after that offset
 */
record ForkPoint(String source, String offset, int subOffset) {

  static final String SOURCE = "source";
  static final String OFFSET = "fork-offset";
  static final String SUB_OFFSET = "fork-sub-offset";

  private static final Pattern WHOLE_NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

  /** Reads the fields of a PUT; null if it is not for a fork. */
  static @Nullable ForkPoint of(Request request) {
    var path = only(request, StreamFields.FORKED_FROM);
    var offset = only(request, StreamFields.FORK_OFFSET);
    var subOffset = only(request, StreamFields.FORK_SUB_OFFSET);
    if (path == null) {
      if (offset != null || subOffset != null) {
        throw new HttpException(
            400, "Stream-Fork-Offset and Stream-Fork-Sub-Offset need Stream-Forked-From");
      }
      return null;
    }
    if (subOffset != null && !WHOLE_NUMBER.matcher(subOffset).matches()) {
      throw new HttpException(
          400, "Stream-Fork-Sub-Offset is a whole number of at most 9 digits; was " + subOffset);
    }
    return new ForkPoint(
        source(path, request),
        offset == null ? "" : offset(offset),
        subOffset == null ? 0 : Integer.parseInt(subOffset));
  }

  private static String source(String path, Request request) {
    var name = StreamName.of(path, request);
    if (name == null) {
      throw new HttpException(404, "404 Not Found: there is no stream at " + path);
    }
    return name.text();
  }

  /** All spellings of the beginning are one. */
  private static String offset(String offset) {
    if (Offsets.isBeginning(offset)) {
      return Offsets.BEGINNING;
    }
    return offset.equals(Offsets.NOW) ? "" : Offsets.of(Offsets.position(offset));
  }

  static @Nullable ForkPoint of(Map<String, String> attributes) {
    var source = attributes.get(SOURCE);
    return source == null
        ? null
        : new ForkPoint(
            source,
            attributes.getOrDefault(OFFSET, ""),
            Integer.parseInt(attributes.getOrDefault(SUB_OFFSET, "0")));
  }

  void addTo(Map<String, String> attributes) {
    attributes.put(SOURCE, source);
    attributes.put(OFFSET, offset);
    attributes.put(SUB_OFFSET, Integer.toString(subOffset));
  }
}
