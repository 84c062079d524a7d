package httpd.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the positions of each room begin with. Two rooms have different ones, and so has a room that
 * was forgotten; but one that never had an event has the same each time it is made, so that a
 * client which was told a position of it can come back with that.
 */
final class RoomEpochs {

  private static final SecureRandom CHANCE = new SecureRandom();

  private long secret = CHANCE.nextLong();

  /** A room was forgotten: no position of it may be one of the next. */
  void renew() {
    secret = CHANCE.nextLong();
  }

  /** That of the room of these values. */
  String of(Map<String, String> values) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, secret));
      byte[] hash = digest.digest(new TreeMap<>(values).toString().getBytes(UTF_8));
      return Long.toString(ByteBuffer.wrap(hash).getLong() & Long.MAX_VALUE, Character.MAX_RADIX);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
