package httpd.coding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies of random blocks, made by encoders that others use as well. */
class BodyEncoderTest {

  private static final int ROUNDS = 60;
  private static final int MOST = 64 * 1024;

  private final Random random = new Random(14);
  private final List<BlockEncoder> encoders =
      List.of(BlockEncoder.fast(), BlockEncoder.usual(), BlockEncoder.usual());

  @ParameterizedTest
  @EnumSource
  @DisplayName("Z-36.1, Z-32 a body is the same, whichever encoders make its blocks")
  void encodersInTurn(Coding coding) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      var body = new BodyEncoder(coding);
      var plain = new ByteArrayOutputStream();
      var sent = new ByteArrayOutputStream();
      for (int i = 0; i < 8; i++) {
        body.setShared(random.nextInt(4) == 0);
        var block = bytes();
        plain.writeBytes(block);
        var encoder = encoders.get(random.nextInt(encoders.size()));
        sent.writeBytes(body.block(encoder, block, 0, block.length).content());
      }
      sent.writeBytes(body.end().content());
      body.close();
      assertArrayEquals(plain.toByteArray(), decoded(coding, sent.toByteArray()));
    }
    encoders.forEach(BlockEncoder::close);
  }

  /** Noise, or words, of which the next block has the same. */
  private byte[] bytes() {
    var bytes = new byte[random.nextInt(3) == 0 ? MOST - random.nextInt(9) : random.nextInt(6000)];
    if (random.nextInt(4) == 0) {
      random.nextBytes(bytes);
      return bytes;
    }
    for (int i = 0; i < bytes.length; i++) {
      int letter = "a line of some log with words\n".charAt(i % 30);
      bytes[i] = (byte) (random.nextInt(20) == 0 ? letter + 1 : letter);
    }
    return bytes;
  }

  private static byte[] decoded(Coding coding, byte[] sent) throws IOException {
    var bytes = new ByteArrayInputStream(sent);
    try (InputStream in =
        coding == Coding.GZIP ? new GZIPInputStream(bytes) : new InflaterInputStream(bytes)) {
      return in.readAllBytes();
    }
  }
}
