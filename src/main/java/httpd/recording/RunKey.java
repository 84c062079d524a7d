package httpd.recording;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpd.HttpException;
import httpd.Request;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a client calls a request, so that its repetition gets the same run.
 *
 * @param name the value of {@code Idempotency-Key}, or a digest of it and of the credentials
 * @param request a digest of what was asked
 */
record RunKey(RunScope scope, String name, String request) {

  /** Identifies the run; the same for another request under this key. */
  record Name(RunScope scope, String name) {}

  private static final int LONGEST = 256;

  static final String FIELD = "Idempotency-Key";

  /** Returns the key of a request, or null if it has none. */
  static @Nullable RunKey of(Request request, byte[] body) {
    var name = request.header(FIELD);
    if (name == null) {
      return null;
    }
    if (name.isEmpty() || name.length() > LONGEST) {
      throw new HttpException(400, FIELD + " has 1 to " + LONGEST + " characters");
    }
    return new RunKey(RunScope.of(request), named(request, name), digest(request, body));
  }

  /** The name with the credentials that another server checks, if this one asks for none. */
  private static String named(Request request, String name) {
    var credentials = request.user() == null ? request.header("Authorization") : null;
    return credentials == null ? name : digest(name + '\n' + credentials, new byte[0]);
  }

  /** The key of what all clients of a route share. */
  static RunKey shared(RunScope scope) {
    return new RunKey(scope, "", "");
  }

  Name id() {
    return new Name(scope, name);
  }

  private static String digest(Request request, byte[] body) {
    return digest(request.method() + '\n' + request.query().raw() + '\n', body);
  }

  private static String digest(String head, byte[] body) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(head.getBytes(ISO_8859_1));
      return HexFormat.of().formatHex(digest.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
