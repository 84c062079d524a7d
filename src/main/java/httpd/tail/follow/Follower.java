package httpd.tail.follow;

import httpd.line.log.ServerLog;
import httpd.tail.file.CatchUpRead;
import httpd.tail.file.LogFile;
import httpd.tail.file.ReadPoint;
import httpd.tail.name.TailName;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One followed name and all its cursors.
 *
 * <p>Everything here runs on the thread of {@link TailReader}. What is read last is kept in a
 * {@link RecentLines} that all cursors share; one that has fallen out of it is served from the
 * file.
 */
final class Follower {

  private static final System.Logger LOG = ServerLog.named(Follower.class.getName());

  private final TailName name;
  private final FirstFileRegistry firstFiles;
  private final LogFiles generations;
  private final NextFile wayOn;
  private final RecentLines window = new RecentLines();
  private final LiveReader end = new LiveReader(window, this::wakeAll);
  private final RotationTracker succession;
  private final Set<TailCursor> cursors = new LinkedHashSet<>();

  /** Cursors who have read everything while there was nothing that could come next. */
  private final Set<TailCursor> waiting = new LinkedHashSet<>();

  private boolean somethingToServe;

  private @Nullable String complaint;

  Follower(TailName name, FirstFileRegistry firstFiles) {
    this.name = name;
    this.firstFiles = firstFiles;
    this.generations = new LogFiles(name);
    this.wayOn = new NextFile(name, generations);
    this.succession = new RotationTracker(name, generations, end, this::entered);
  }

  /** Whether it can take more cursors of this name. */
  boolean isOf(TailName other) {
    return name.equals(other);
  }

  boolean has(TailCursor cursor) {
    return cursors.contains(cursor);
  }

  void join(TailCursor cursor) {
    cursors.add(cursor);
    look(); // The position may lie behind what was read so far.
    serve(cursor);
  }

  /** Where its files are. */
  Path folder() {
    return name.folder();
  }

  void leave(TailCursor cursor) {
    if (cursors.remove(cursor)) {
      waiting.remove(cursor);
    }
  }

  /** Gives a cursor what comes after its last line, or keeps it until there is something. */
  void serve(TailCursor cursor) {
    try {
      ReadPoint place = placeOf(cursor);
      while (place != null) {
        if (window.give(cursor, place)) {
          return;
        }
        place = serveFromFile(cursor, place);
      }
    } catch (NoSuchFileException replaced) {
      waiting.add(cursor);
      somethingToServe = true; // Files change hands; the next look finds it under its new name.
    } catch (IOException e) {
      cursor.fail(e);
    }
  }

  /** Ends all that hangs on it, when nothing else can be done. */
  void abandon(Throwable failure) {
    cursors.forEach(cursor -> cursor.fail(failure));
    generations.close();
  }

  private void wakeAll() {
    cursors.forEach(TailCursor::wake);
  }

  /** Reads what was added and goes over to what came after it. */
  void look() {
    try {
      succession.readOn();
      complaint = null;
    } catch (NoSuchFileException replaced) {
      somethingToServe = true; // Between two steps of ours; the next look sees what is there then.
    } catch (IOException e) {
      complain(e); // The next look may find it well again.
    }
    if (somethingToServe) {
      somethingToServe = false;
      var all = List.copyOf(waiting);
      waiting.clear();
      all.forEach(this::serve);
    }
    generations.sweep(live(), cursors);
  }

  /** Closes everything if no cursor is left, and says so. */
  boolean closeIfUnwanted() {
    if (!cursors.isEmpty()) {
      return false;
    }
    generations.close();
    return true;
  }

  private void entered(@Nullable LogFile before, LogFile next, long from) throws IOException {
    var nowhere = before == null && from == 0 ? startsNowhere() : Set.<TailCursor>of();
    if (before == null) {
      waiting.removeIf(cursor -> window.give(cursor, new ReadPoint(next, from)));
    }
    somethingToServe = true;
    for (var cursor : nowhere) {
      rememberFirst(cursor, next);
    }
  }

  private Set<TailCursor> startsNowhere() {
    return waiting.stream().filter(TailCursor::waitsNowhere).collect(Collectors.toSet());
  }

  private void rememberFirst(TailCursor cursor, LogFile first) throws IOException {
    firstFiles.remember(name, cursor.start(), first.position(0));
  }

  private @Nullable LogFile live() {
    return end.generation();
  }

  private @Nullable ReadPoint placeOf(TailCursor cursor) throws IOException {
    var batch = cursor.batch();
    if (batch != null && !batch.generation().isGone()) {
      return new ReadPoint(batch.generation(), batch.end());
    }
    if (batch != null && batch.end() >= batch.generation().end()) {
      if (window.give(cursor, new ReadPoint(batch.generation(), batch.end()))) {
        return null; // With the ending of a line whose rest is lost, if it was within one.
      }
      return successor(cursor, batch.generation()); // It has read all, so no copy is needed.
    }
    var live = live();
    var place = generations.find(cursor.place(), live);
    if (place == null && live != null) {
      return new ReadPoint(
          live, end.lineEnd()); // There was nothing then, and nothing has come since.
    }
    if (place == null) {
      waiting.add(cursor);
    }
    if (place != null && place.offset() == 0 && cursor.waitsNowhere()) {
      rememberFirst(cursor, place.generation());
    }
    return place;
  }

  /** Answers from the file; if there is nothing, gives the place to go on from, or null to wait. */
  private @Nullable ReadPoint serveFromFile(TailCursor cursor, ReadPoint place) throws IOException {
    var generation = place.generation();
    if (generation == live() && place.offset() >= end.lineEnd()) {
      return new ReadPoint(generation, end.lineEnd()); // The window has it.
    }
    boolean over = generation != live();
    long limit = over ? Math.min(generation.end(), generation.size()) : end.lineEnd();
    if (over && !succession.knows(generation.file()) && isCurrent(generation)) {
      return waitForLook(cursor); // It still grows, and will be gone over to.
    }
    if (over && place.offset() >= limit) {
      return successor(cursor, generation);
    }
    var batch = new CatchUpRead(generation, over).read(place.offset(), limit);
    if (batch == null || !generation.isIntact(batch.end())) {
      if (!over) { // The next look will find that as well.
        return waitForLook(cursor);
      }
      generation.markGone();
      return placeOf(cursor);
    }
    cursor.give(window.linked(batch), 0);
    return null;
  }

  private @Nullable ReadPoint successor(TailCursor cursor, LogFile generation) throws IOException {
    var place = wayOn.after(generation, live());
    var live = live();
    if (place != null || generation == live || live == null) {
      return place == null ? waitForMore(cursor) : place;
    }
    // Either it is one that we had before, or one that we have not come to yet.
    return succession.knows(generation.file())
        ? new ReadPoint(live, live.begin())
        : waitForLook(cursor);
  }

  private @Nullable ReadPoint waitForMore(TailCursor cursor) {
    waiting.add(cursor);
    return null;
  }

  private @Nullable ReadPoint waitForLook(TailCursor cursor) {
    somethingToServe = true;
    return waitForMore(cursor);
  }

  private boolean isCurrent(LogFile generation) throws IOException {
    var current = name.current();
    return current != null && generation.isOf(current);
  }

  /** Once for each kind of trouble, not once for each look. */
  private void complain(IOException e) {
    if (!e.toString().equals(complaint)) {
      complaint = e.toString();
      LOG.log(System.Logger.Level.WARNING, "tail:" + name + ": cannot go on for now: " + e);
    }
  }
}
