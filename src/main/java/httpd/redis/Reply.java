package httpd.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array that Redis has answered: bytes, numbers, null and arrays. What is not as expected is an
 * {@link IOException}, never a {@link ClassCastException}.
 */
record Reply(List<@Nullable Object> items) {

  int size() {
    return items.size();
  }

  byte[] bytes(int index) throws IOException {
    if (item(index) instanceof byte[] bytes) {
      return bytes;
    }
    throw unexpected(index);
  }

  String text(int index) throws IOException {
    return new String(bytes(index), UTF_8);
  }

  long number(int index) throws IOException {
    if (item(index) instanceof Long number) {
      return number;
    }
    throw unexpected(index);
  }

  @SuppressWarnings("unchecked") // Elements are checked where they are read.
  Reply list(int index) throws IOException {
    if (item(index) instanceof List<?> list) {
      return new Reply((List<@Nullable Object>) list);
    }
    throw unexpected(index);
  }

  boolean isNull(int index) {
    return item(index) == null;
  }

  private @Nullable Object item(int index) {
    return index < items.size() ? items.get(index) : null;
  }

  private IOException unexpected(int index) {
    var item = item(index);
    var found = item == null ? "nil" : item.getClass().getSimpleName();
    return new IOException(
        "Redis answered something unexpected: item %s of %s is %s"
            .formatted(index, items.size(), found));
  }
}
