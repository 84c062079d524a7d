package httpd.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpd.Headers;
import httpd.HttpException;
import httpd.Key;
import httpd.Request;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** The request that opens a WebSocket, and its answer (RFC 6455, section 4.2). */
public final class OpeningHandshake {

  /**
   * Set if what a POST to the same path needs is not known to be there: the client may only read.
   */
  public static final Key<Boolean> READ_ONLY = Key.of("read-only WebSocket");

  private static final String PROTOCOL = "websocket";
  private static final String VERSION = "13";
  private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  private OpeningHandshake() {}

  /** Whether a request asks for a WebSocket and can be answered 101. */
  public static boolean isAsked(Request request) {
    return request.client().mayUpgrade() && names(request.headers());
  }

  private static boolean names(Headers headers) {
    return headers.all("Upgrade").stream()
        .flatMap(field -> Arrays.stream(field.split(",")))
        .anyMatch(protocol -> protocol.strip().equalsIgnoreCase(PROTOCOL));
  }

  /**
   * Returns the fields of the 101.
   *
   * @throws HttpException 405, 426 or 400 if the request is not a valid handshake
   */
  public static Headers answer(Request request) {
    if (!request.method().equals("GET")) {
      throw new HttpException(
          405, "A WebSocket is opened by GET", Headers.of("Allow", "GET"), null);
    }
    if (!request.headers().all("Sec-WebSocket-Version").equals(List.of(VERSION))) {
      throw new HttpException(
          426,
          "A WebSocket has Sec-WebSocket-Version: 13 here",
          Headers.of("Sec-WebSocket-Version", VERSION, "Upgrade", PROTOCOL),
          null);
    }
    return Headers.of("Upgrade", PROTOCOL, "Sec-WebSocket-Accept", accept(key(request)));
  }

  private static String key(Request request) {
    var keys = request.headers().all("Sec-WebSocket-Key");
    if (keys.size() != 1 || !isKey(keys.getFirst())) {
      throw new HttpException(
          400, "A WebSocket has one Sec-WebSocket-Key, 16 bytes in base64 (RFC 6455)");
    }
    return keys.getFirst();
  }

  private static boolean isKey(String value) {
    try {
      return Base64.getDecoder().decode(value).length == KEY_BYTES && value.length() == 24;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  static String accept(String key) {
    try {
      var sha = MessageDigest.getInstance("SHA-1"); // As the protocol says; it protects nothing.
      return Base64.getEncoder().encodeToString(sha.digest((key + SALT).getBytes(ISO_8859_1)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
