package httpd.server.answer;

import httpd.Body;
import httpd.coding.CompressedSlices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a {@link CompressedSlices} reads of a long body: memory, or the pieces of a file. */
final class PlainSlices {

  private PlainSlices() {}

  static CompressedSlices.Plain of(String text) {
    return of(Slices.of(text));
  }

  static CompressedSlices.Plain of(byte[] bytes) {
    return of(Slices.of(bytes));
  }

  private static CompressedSlices.Plain of(Slices slices) {
    return new CompressedSlices.Plain() {
      @Override
      public void read(ByteBuffer slice) {
        slices.next(slice);
      }

      @Override
      public void close() {}
    };
  }

  static CompressedSlices.Plain of(Body.File file) {
    return new PieceReader(file);
  }

  /** Reads the pieces of a file, one after the other. */
  private static final class PieceReader implements CompressedSlices.Plain {
    private final Body.File file;
    private int piece;
    private long done;

    PieceReader(Body.File file) {
      this.file = file;
    }

    @Override
    public void read(ByteBuffer slice) throws IOException {
      while (slice.hasRemaining() && piece < file.pieces().size()) {
        var current = file.pieces().get(piece);
        if (done == current.length()) {
          piece++;
          done = 0;
        } else {
          done += read(current, slice);
        }
      }
    }

    private int read(Body.File.Piece current, ByteBuffer slice) throws IOException {
      int most = (int) Math.min(slice.remaining(), current.length() - done);
      var part = slice.slice(slice.position(), most);
      int read =
          switch (current) {
            case Body.File.Literal literal -> copy(literal, part);
            case Body.File.Region(var position, _) -> file.channel().read(part, position + done);
          };
      if (read < 0) {
        throw new IOException("the file became shorter than announced");
      }
      slice.position(slice.position() + read);
      return read;
    }

    private int copy(Body.File.Literal literal, ByteBuffer part) {
      part.put(literal.text().getBytes(StandardCharsets.UTF_8), (int) done, part.remaining());
      return part.position();
    }

    @Override
    public void close() {
      try {
        file.channel().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
