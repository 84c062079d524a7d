package httpd.disk;

import httpd.topic.ColdRecords.Stretch;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads batches of a log for readers that its ring has left behind; on threads of the store. */
final class ColdReader {

  private final SegmentReader reader;

  ColdReader(OpenFiles files) {
    this.reader = new SegmentReader(files);
  }

  /** Records of one segment. */
  record Place(Segment segment, long from, long to) {}

  /** Fails with a {@link java.nio.file.NoSuchFileException} if records are dropped meanwhile. */
  Stretch read(LogState log, String after, int mostBytes) throws IOException {
    long asked = log.positions.number(after) + 1;
    var segments = log.segments;
    long missing = Math.max(0, segments.getFirst().first - asked);
    long newest = log.newest();
    var place = place(segments, asked + missing, newest);
    if (place == null) {
      long end = Math.max(asked - 1, newest);
      return new Stretch(List.of(), _ -> after, log.positions.of(end), missing);
    }
    var lines = reader.records(place.segment(), place.from(), place.to(), mostBytes);
    return new Stretch(
        lines,
        index -> log.positions.of(place.from() + index),
        log.positions.of(place.from() + lines.size() - 1),
        missing);
  }

  /** Where the records from a number on are, or null if there are none. */
  static @Nullable Place place(List<Segment> segments, long from, long newest) {
    for (int i = segments.size() - 1; i >= 0 && from <= newest; i--) {
      var segment = segments.get(i);
      if (from >= segment.first || i == 0 || from > segments.get(i - 1).last()) {
        long first = Math.max(from, segment.first);
        long last = Math.min(newest, segment.last());
        return first <= last ? new Place(segment, first, last) : null;
      }
    }
    return null;
  }
}
