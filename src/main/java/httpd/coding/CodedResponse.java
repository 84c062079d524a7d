package httpd.coding;

import httpd.Response;
import org.jspecify.annotations.Nullable;

/**
 * A response whose header section says how its body is to be sent.
 *
 * @param response with the body that the handler gave
 * @param coding that the body is to be sent in; null if unchanged
 */
public record CodedResponse(Response response, @Nullable Coding coding) {}
