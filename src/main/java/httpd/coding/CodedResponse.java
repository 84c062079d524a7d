package httpd.coding;

import httpd.Response;
import org.jspecify.annotations.Nullable;

/**
 * A response whose header section says how its body is to be sent.
 *
 * @param response with the body that the handler gave
 * @param coding that the body is to be sent in; null if unchanged
 * @param lacksVary whether its head still lacks {@code Vary: Accept-Encoding}. The writer of the
 *     head adds it, since to add it here would copy all fields
 */
public record CodedResponse(Response response, @Nullable Coding coding, boolean lacksVary) {

  static CodedResponse unchanged(Response response, boolean lacksVary) {
    return new CodedResponse(response, null, lacksVary);
  }
}
