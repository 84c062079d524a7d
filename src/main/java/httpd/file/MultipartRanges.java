package httpd.file;

import httpd.Body;
import java.nio.channels.FileChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Several ranges of a file as one body, {@code multipart/byteranges} (RFC 9110, section 14.6). */
final class MultipartRanges {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BOUNDARY_BYTES = 16;

  private final List<ByteRange> ranges;
  private final String partType;
  private final long size;
  private final String boundary;

  /**
   * Makes the parts of a file.
   *
   * @param partType the {@code Content-Type} of each part
   * @param size the length of the whole file
   */
  MultipartRanges(List<ByteRange> ranges, String partType, long size) {
    this.ranges = ranges;
    this.partType = partType;
    this.size = size;
    byte[] random = new byte[BOUNDARY_BYTES]; // A file cannot contain it by chance or on purpose.
    RANDOM.nextBytes(random);
    this.boundary = HexFormat.of().formatHex(random);
  }

  String type() {
    return "multipart/byteranges; boundary=" + boundary;
  }

  Body.File body(FileChannel channel) {
    var pieces = new ArrayList<Body.File.Piece>();
    for (var range : ranges) {
      pieces.add(new Body.File.Literal((pieces.isEmpty() ? "" : "\r\n") + head(range)));
      pieces.add(new Body.File.Region(range.first(), range.length()));
    }
    pieces.add(new Body.File.Literal("\r\n--" + boundary + "--\r\n"));
    return new Body.File(channel, pieces);
  }

  private String head(ByteRange range) {
    return "--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
        .formatted(boundary, partType, range.of(size));
  }
}
