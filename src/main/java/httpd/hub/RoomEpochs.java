package httpd.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * The first part of the positions of each room. It differs between rooms, and after a room was
 * removed. A room that never had an event has the same one each time it is made, so that a client
 * can come back with a position that it got from an empty room.
 */
final class RoomEpochs {

  private static final SecureRandom RANDOM = new SecureRandom();

  private long secret = RANDOM.nextLong();

  /** Changes the epochs of all rooms that are made from now on. */
  void renew() {
    secret = RANDOM.nextLong();
  }

  String of(String name) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, secret));
      byte[] hash = digest.digest(name.getBytes(UTF_8));
      return Long.toString(ByteBuffer.wrap(hash).getLong() & Long.MAX_VALUE, Character.MAX_RADIX);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
