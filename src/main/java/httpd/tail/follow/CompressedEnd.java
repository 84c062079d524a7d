package httpd.tail.follow;

import httpd.tail.file.GzipFile;
import httpd.tail.file.Position;
import httpd.tail.name.FileStat;
import httpd.tail.name.TailName;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Resolves a position whose file has been compressed since. If it is the end of that file, and no
 * line was compressed after it, a client has missed nothing.
 *
 * <pre>
 *   app.log.4.gz   app.log.3.gz         app.log.2.gz   app.log.1     app.log
 *   older          position at its end   was empty      next          next, if app.log.1 is empty
 * </pre>
 *
 * <p>For the thread of a handler: it decompresses.
 */
record CompressedEnd(LogFiles files) {

  /** Returns the position before what comes next; null without that proof. */
  @Nullable Position next(Position end) throws IOException {
    var name = files.name();
    var compressed = name.compressed();
    var next = next(end, compressed);
    if (!compressed.equals(name.compressed())) {
      throw new NoSuchFileException(name.toString(), null, "is being rotated");
    }
    return next;
  }

  private @Nullable Position next(Position end, List<FileStat> compressed) throws IOException {
    var parts = new ArrayList<FileStat>();
    for (var stat : compressed) {
      if (!new GzipFile(stat, files.name()).isEmpty()) {
        parts.add(stat);
      }
    }
    if (parts.isEmpty()) {
      return null;
    }
    var newest = Collections.max(parts, TailName.BY_AGE);
    parts.remove(newest);
    return parts.stream().allMatch(other -> TailName.isOlder(other, newest))
            && new GzipFile(newest, files.name()).endsAt(end)
        ? after(newest)
        : null;
  }

  private @Nullable Position after(FileStat compressed) throws IOException {
    var name = files.name();
    if (name.isNumberMissingBelow(compressed)) {
      return null;
    }
    for (var stat : name.files()) {
      if (stat.size() > 0 && !files.isCopyOfNewest(stat)) {
        if (TailName.isOlder(compressed, stat) || new NextFile(files).isCurrent(stat)) {
          return files.open(stat).position(0);
        }
        if (!TailName.isOlder(stat, compressed)) {
          return null;
        }
      }
    }
    return new LogBounds(files).beginning();
  }
}
