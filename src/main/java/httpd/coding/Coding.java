package httpd.coding;

import httpd.http.Preferences;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A content coding that the server applies: the same compressed blocks, wrapped in two ways. */
public enum Coding {

  /** RFC 1952. */
  GZIP("gzip", CheckSum.CRC32) {
    @Override
    byte[] header() {
      return new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    }

    @Override
    byte[] trailer(int check, long length) {
      return littleEndian(8).putInt(check).putInt((int) length).array();
    }

    private static ByteBuffer littleEndian(int bytes) {
      return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  },

  /** RFC 1950, which is what HTTP means by the name (RFC 9110, section 8.4.1.2). */
  DEFLATE("deflate", CheckSum.ADLER32) {
    @Override
    byte[] header() {
      return new byte[] {0x78, 0x5e};
    }

    @Override
    byte[] trailer(int check, long length) {
      return ByteBuffer.allocate(4).putInt(check).array();
    }
  };

  private final String token;
  private final CheckSum checkSum;

  Coding(String token, CheckSum checkSum) {
    this.token = token;
    this.checkSum = checkSum;
  }

  public String token() {
    return token;
  }

  CheckSum checkSum() {
    return checkSum;
  }

  /** What comes before the blocks. */
  abstract byte[] header();

  /** What comes after the last block. */
  abstract byte[] trailer(int check, long length);

  /**
   * Chooses the coding that the client prefers by its {@code Accept-Encoding}; null for none (RFC
   * 9110, section 12.5.3). No coding is preferred only if the client says so.
   */
  static @Nullable Coding preferred(List<String> fields) {
    if (fields.isEmpty()) {
      return null;
    }
    var accepted = Preferences.of(fields);
    Coding best = null;
    double most = accepted.of("identity", 0);
    for (var coding : values()) {
      double quality = coding.quality(accepted);
      if (quality > 0 && (best == null ? quality >= most : quality > most)) {
        best = coding;
        most = quality;
      }
    }
    return best;
  }

  /** With the old name, which means the same (RFC 9110, section 8.4.1.3). */
  private double quality(Preferences accepted) {
    return accepted.of(token, accepted.of("x-" + token, accepted.of("*", 0)));
  }
}
