package httpd.disk;

import httpd.topic.WriterState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Reads what a log has in its directory, when it is used first; on threads of the store. */
final class LogLoader {

  /**
   * How many numbers are left out after a power failure: more than readers may have had of records
   * that were not written through, so that no position stands for two records.
   */
  static final long GAP = 10_000_000_000L;

  private final Path directory;
  private final OpenFiles files;
  private final boolean synced;

  LogLoader(Path directory, OpenFiles files, boolean synced) {
    this.directory = directory;
    this.files = files;
    this.synced = synced;
  }

  /**
   * Loads the log.
   *
   * @param generation that of the store: a log of an earlier one may have lost records
   */
  LogState load(long generation) throws IOException {
    var head = LogHead.read(directory);
    var segments = segments();
    var last = segments.getLast();
    WriterState writers = LogRecovery.recover(last, files, synced);
    if (head.generation() < generation) {
      var next = new Segment(directory, last.last() + GAP + 1);
      SegmentFiles.create(next, writers, files, synced);
      segments.add(next);
      head = head.of(generation);
      head.write(directory, synced);
    }
    return state(head, segments, writers);
  }

  /** Makes the files of a new log. */
  LogState create(LogHead head) throws IOException {
    var segment = new Segment(directory, head.begin() + 1);
    var writers = new WriterState();
    head.write(directory, synced);
    SegmentFiles.create(segment, writers, files, synced);
    return state(head, List.of(segment), writers);
  }

  private LogState state(LogHead head, List<Segment> segments, WriterState writers) {
    return new LogState(
        head,
        List.copyOf(segments),
        writers,
        new UnsyncedFiles(files),
        new OwnIds(new SegmentReader(files)));
  }

  private List<Segment> segments() throws IOException {
    var kinds = kinds();
    var segments = new ArrayList<Segment>();
    for (var entry : kinds.entrySet()) {
      var segment = new Segment(directory, entry.getKey());
      boolean isLast = entry.getKey().equals(kinds.lastKey());
      if (entry.getValue().contains(Segment.DROPPED)) {
        SegmentFiles.deleteDropped(segment);
      } else if (isLast && !segments.isEmpty() && isUnfinished(segment, entry.getValue())) {
        SegmentFiles.deleteUnfinished(segment);
      } else {
        require(segment, entry.getValue(), Segment.INDEX);
        require(segment, entry.getValue(), Segment.DATA);
        segments.add(segment);
      }
    }
    if (segments.isEmpty()) {
      throw new DamagedLogException(directory, "it has no segment");
    }
    for (int i = 0; i < segments.size() - 1; i++) {
      takeSealed(segments.get(i));
      checkNext(segments.get(i), segments.get(i + 1));
    }
    return segments;
  }

  /** The files of each segment, by its first number. */
  private NavigableMap<Long, Set<String>> kinds() throws IOException {
    var kinds = new TreeMap<Long, Set<String>>();
    try (var paths = Files.newDirectoryStream(directory)) {
      for (var path : paths) {
        var name = path.getFileName().toString();
        if (SafeFile.isLeftover(name)) {
          Files.delete(path);
        } else if (Segment.isFile(name)) {
          var first = Segment.firstOf(name);
          kinds.computeIfAbsent(first, _ -> new HashSet<>()).add(name.substring(name.indexOf('.')));
        } else if (!name.equals(LogHead.FILE)) {
          throw new DamagedLogException(directory, name + " is not a file of a log");
        }
      }
    }
    return kinds;
  }

  private static boolean isUnfinished(Segment segment, Set<String> kinds) throws IOException {
    return !kinds.contains(Segment.INDEX)
        && (!kinds.contains(Segment.DATA) || Files.size(segment.file(Segment.DATA)) == 0);
  }

  private static void require(Segment segment, Set<String> kinds, String kind)
      throws DamagedLogException {
    if (!kinds.contains(kind)) {
      throw new DamagedLogException(segment.file(kind), "it is missing");
    }
  }

  /** Takes in a segment that was written through when the next one was begun. */
  private void takeSealed(Segment segment) throws IOException {
    var path = segment.file(Segment.INDEX);
    long size = Files.size(path) - Segment.HEADER;
    if (size < 0 || size % Slot.SIZE != 0) {
      throw new DamagedLogException(path, "its length is " + (size + Segment.HEADER));
    }
    segment.count = size / Slot.SIZE;
    long bytes = Files.size(segment.file(Segment.DATA));
    if (segment.count > 0) {
      var last = new SegmentReader(files).slot(segment, segment.last());
      segment.lastTime = last.time();
      segment.bytes = last.end();
    }
    if (bytes != segment.bytes) {
      throw new DamagedLogException(
          segment.file(Segment.DATA),
          "it has " + bytes + " bytes, and its index tells of " + segment.bytes);
    }
  }

  private static void checkNext(Segment segment, Segment next) throws DamagedLogException {
    long between = next.first - 1 - segment.last();
    if (between != 0 && between < GAP) {
      throw new DamagedLogException(
          next.file(Segment.INDEX),
          "the records between " + segment.last() + " and " + next.first + " are missing");
    }
  }
}
