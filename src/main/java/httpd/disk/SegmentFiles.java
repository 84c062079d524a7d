package httpd.disk;

import httpd.topic.Append;
import httpd.topic.WriterState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes, reads and deletes the files of a segment as a whole; on threads of the store. */
final class SegmentFiles {

  private static final List<String> CONTENTS = List.of(Segment.DATA, Segment.EXTRA, Segment.STATE);

  private SegmentFiles() {}

  /** Makes the files of an empty segment. The index comes last: without it, there is no segment. */
  static void create(Segment segment, WriterState writers, OpenFiles files, boolean synced)
      throws IOException {
    SafeFile.write(segment.file(Segment.STATE), state(segment.first, writers), synced);
    files.release(files.create(segment.file(Segment.DATA)));
    var index = files.create(segment.file(Segment.INDEX));
    try {
      SyncMark.writeHeader(index);
      if (synced) {
        index.force();
        SafeFile.forceDirectory(SafeFile.directoryOf(index.path));
      }
    } finally {
      files.release(index);
    }
  }

  private static byte[] state(long first, WriterState writers) {
    var bytes = new ByteArrayOutputStream();
    // An entry without anything, so that a file which was cut is not taken for an empty one.
    bytes.writeBytes(new Extra(first, Append.of(List.of())).toBytes());
    for (var append : writers.snapshot()) {
      bytes.writeBytes(new Extra(first, append).toBytes());
    }
    return bytes.toByteArray();
  }

  /** Reads what was remembered of writers before a segment. */
  static WriterState readState(Segment segment) throws IOException {
    var path = segment.file(Segment.STATE);
    if (!Files.exists(path)) {
      throw new DamagedLogException(path, "it is missing");
    }
    var bytes = ByteBuffer.wrap(Files.readAllBytes(path));
    var extras = extras(bytes);
    if (bytes.hasRemaining() || extras.isEmpty()) {
      throw new DamagedLogException(path, "its entries are not complete");
    }
    var writers = new WriterState();
    extras.forEach(extra -> writers.apply(extra.append()));
    return writers;
  }

  /** Reads the extras of a segment, up to the first that is not complete. */
  static List<Extra> extras(Path file) throws IOException {
    return Files.exists(file) ? extras(ByteBuffer.wrap(Files.readAllBytes(file))) : List.of();
  }

  private static List<Extra> extras(ByteBuffer bytes) {
    var extras = new ArrayList<Extra>();
    while (bytes.hasRemaining()) {
      int start = bytes.position();
      var extra = Extra.read(bytes);
      if (extra == null) {
        bytes.position(start);
        break;
      }
      extras.add(extra);
    }
    return extras;
  }

  /** Marks a segment as dropped, so that a crash in the middle of its deletion is no damage. */
  static void markDropped(Segment segment, OpenFiles files) throws IOException {
    Files.move(segment.file(Segment.INDEX), segment.file(Segment.DROPPED));
    files.forget(segment.file(Segment.INDEX));
    files.forget(segment.file(Segment.DATA));
  }

  static void deleteDropped(Segment segment) throws IOException {
    for (var kind : CONTENTS) {
      Files.deleteIfExists(segment.file(kind));
    }
    Files.deleteIfExists(segment.file(Segment.DROPPED));
  }

  /** Deletes what is left of a segment whose index was never made. */
  static void deleteUnfinished(Segment segment) throws IOException {
    for (var kind : CONTENTS) {
      Files.deleteIfExists(segment.file(kind));
    }
  }
}
