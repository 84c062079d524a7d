package httpd.tail.follow;

import httpd.tail.file.LogFile;
import httpd.tail.file.PositionLostException;
import httpd.tail.file.ReadPoint;
import httpd.tail.name.FileStat;
import httpd.tail.name.TailName;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From the end of a generation to the next one: as they were read, or else as they are listed. Used
 * by one thread.
 */
record NextFile(TailName name, LogFiles generations) {

  /**
   * Where to go on behind the end of a generation; null if nothing is there yet.
   *
   * @throws PositionLostException if what came after it cannot be had any more
   */
  @Nullable ReadPoint after(LogFile generation, @Nullable LogFile live) throws IOException {
    if (generation == live) {
      return null;
    }
    if (generation.next() != null) {
      return linkedAfter(generation);
    }
    for (var file : listedAfter(generation)) {
      if ((live != null && live.isOf(file))
          || (file.size() > 0 && !generations.isCopyOfNewest(file))) {
        var next = generations.open(file);
        return new ReadPoint(next, next.begin());
      }
    }
    return null;
  }

  private @Nullable ReadPoint linkedAfter(LogFile generation) throws IOException {
    var next = generation.next();
    if (next != null && next == generation.copy() && !next.isGone()) {
      return new ReadPoint(next, generation.end());
    }
    for (; next != null; next = next.next()) {
      var there = next.isGone() ? openAgain(next) : next;
      if (there != null) {
        return new ReadPoint(there, next.begin());
      }
      if (next.end() > next.begin()) {
        throw generations.lost(next.position(0));
      }
    }
    return null;
  }

  /** What a generation had that was truncated or closed. */
  private @Nullable LogFile openAgain(LogFile gone) throws IOException {
    var copy = gone.copy();
    if (copy != null && !copy.isGone()) {
      return copy;
    }
    for (var file : name.generations()) {
      var found = generations.open(file);
      if (found.beginsLike(gone) && !generations.isCopyOfNewest(file)) {
        if (found.next() == null) {
          found.replaces(gone);
        }
        return found;
      }
    }
    return null;
  }

  private List<FileStat> listedAfter(LogFile generation) throws IOException {
    var file = generation.file();
    var all = name.generations();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).isSameAs(file)) {
        if (name.lacksNextOf(all.get(i))) {
          throw generations.lost(generation.position(0));
        }
        return all.subList(i + 1, all.size());
      }
    }
    return all.stream().filter(other -> TailName.BY_AGE.compare(other, file) > 0).toList();
  }
}
