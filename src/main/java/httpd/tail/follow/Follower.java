package httpd.tail.follow;

import httpd.line.log.ServerLog;
import httpd.tail.file.CatchUpRead;
import httpd.tail.file.LineBatch;
import httpd.tail.file.LogFile;
import httpd.tail.file.Position;
import httpd.tail.file.ReadPoint;
import httpd.tail.name.DirectoryNames;
import httpd.tail.name.SeenFiles;
import httpd.tail.name.TailName;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One followed name and all its cursors.
 *
 * <p>Runs on the thread of {@link TailReader}. The newest lines are in a {@link RecentLines} that
 * all cursors share; a cursor that has fallen out of it is served from the file.
 */
final class Follower {

  /** From so many cursors on, one reads for the others: a lead costs as much as a few cursors. */
  static final int MANY_CURSORS = 8;

  private static final System.Logger LOG = ServerLog.named(Follower.class.getName());

  private final TailName name;
  private final FirstFileRegistry firstFiles;
  private final LogFiles files;
  private final NextFile nextFile;
  private final RecentLines recent = new RecentLines();
  private final LiveReader live = new LiveReader(recent, this::wakeAll);
  private final RotationTracker rotation;
  private final TailCursors cursors = new TailCursors();

  /** Positions after which this look has found nothing. */
  private final Set<Position> newest = new HashSet<>();

  private final TailLeads leads = new TailLeads();

  /** Cursors that have read everything while no later file was there. */
  private final Set<TailCursor> waiting = new LinkedHashSet<>();

  /** Whether the waiting cursors are served at the next look. */
  private boolean serveWaiting;

  private @Nullable String reported;

  Follower(TailName name, FirstFileRegistry firstFiles) {
    this.name = name;
    this.firstFiles = firstFiles;
    this.files = new LogFiles(name);
    this.nextFile = new NextFile(name, files, new SeenFiles());
    this.rotation = new RotationTracker(files, nextFile, live, this::entered);
  }

  TailName name() {
    return name;
  }

  boolean has(TailCursor cursor) {
    return cursors.contains(cursor);
  }

  /** Takes a cursor in, which the next look serves. */
  void join(TailCursor cursor) {
    cursors.add(cursor);
    cursor.join(this);
  }

  void leave(TailCursor cursor) {
    cursors.remove(cursor);
    waiting.remove(cursor);
  }

  /** From any thread. */
  int cursorCount() {
    return cursors.count();
  }

  /** Whether a lead is worth while; from any thread. */
  boolean hasManyCursors() {
    return cursorCount() >= MANY_CURSORS;
  }

  /** Returns a lead that is woken when there are lines; from any thread. */
  TailLead lead(TailPlace place) {
    return leads.add(place);
  }

  /** Gives a cursor what comes after its last line, or keeps it waiting. */
  void serve(TailCursor cursor) {
    try {
      ReadPoint place = placeOf(cursor);
      while (place != null && !recent.give(cursor, place)) {
        place = serveFromFile(cursor, place);
      }
    } catch (NoSuchFileException renamed) {
      awaitLook(cursor); // A rotation is on; the next look finds the file under its new name.
    } catch (IOException e) {
      cursor.fail(e);
    }
  }

  void abandon(Throwable failure) {
    cursors.forEach(cursor -> cursor.fail(failure));
    files.close();
  }

  private void wakeAll() {
    cursors.forEach(TailCursor::wakeForLines);
    leads.wake();
  }

  /**
   * Looks once at what has been added or rotated.
   *
   * @param names shared by all that look at once
   */
  void look(DirectoryNames names) {
    try {
      rotation.readOn(names);
      reported = null;
    } catch (NoSuchFileException renamed) {
      serveWaiting = true; // Between two steps of ours; the next look sees what is there then.
    } catch (IOException e) {
      report(e); // The next look may succeed.
    }
    if (serveWaiting) {
      serveWaiting = false;
      var all = List.copyOf(waiting);
      waiting.clear();
      all.forEach(this::serve);
    }
    cursors.takeNew().forEach(this::serve);
    newest.clear();
    files.sweep(live.log(), read());
    leads.forgetClosed(); // After the sweep: those that followed have their batches by now.
  }

  /** The files of cursors and of leads; cursors first, since one that follows loses its own. */
  private Stream<LogFile> read() {
    return Stream.concat(cursors.batches(), leads.batches()).map(LineBatch::log);
  }

  /** Closes everything if no cursor is left, and tells whether it has. */
  boolean closeIfUnused() {
    if (!cursors.isEmpty()) {
      return false;
    }
    files.close();
    return true;
  }

  private void entered(@Nullable LogFile before, LogFile next, long from) throws IOException {
    var nowhere =
        before == null && from == 0
            ? waiting.stream().filter(TailCursor::waitsNowhere).toList()
            : List.<TailCursor>of();
    if (before == null) {
      waiting.removeIf(cursor -> recent.give(cursor, new ReadPoint(next, from)));
    }
    serveWaiting = true;
    for (var cursor : nowhere) {
      firstFiles.remember(cursor, next.position(0));
    }
  }

  private @Nullable ReadPoint placeOf(TailCursor cursor) throws IOException {
    var batch = cursor.batch();
    if (batch != null && !batch.log().isGone()) {
      return new ReadPoint(batch.log(), batch.end());
    }
    if (batch != null && batch.end() >= batch.log().end()) {
      if (recent.give(cursor, new ReadPoint(batch.log(), batch.end()))) {
        return null; // With the ending of a line whose rest is lost, if it was within one.
      }
      return next(cursor, batch.log()); // It has read all, so no copy is needed.
    }
    var current = live.log();
    var place = find(cursor.place(), current);
    if (place == null && current != null) {
      return new ReadPoint(current, live.lineEnd()); // There was nothing, and nothing has come.
    }
    if (place == null) {
      await(cursor);
    } else if (place.offset() == 0 && cursor.waitsNowhere()) {
      firstFiles.remember(cursor, place.log().position(0));
    }
    return place;
  }

  /** Many cursors come to one position in one look. */
  private @Nullable ReadPoint find(Position position, @Nullable LogFile current)
      throws IOException {
    if (newest.contains(position)) {
      return null;
    }
    var place = nextFile.find(position, current);
    if (place == null) {
      newest.add(position);
    }
    return place;
  }

  /** Serves from the file; if it is at its end, returns where to continue, or null to wait. */
  private @Nullable ReadPoint serveFromFile(TailCursor cursor, ReadPoint place) throws IOException {
    var log = place.log();
    if (log == live.log() && place.offset() >= live.lineEnd()) {
      return new ReadPoint(log, live.lineEnd()); // The recent lines have it.
    }
    boolean over = log != live.log();
    long limit = over ? Math.min(log.end(), log.size()) : live.lineEnd();
    if (over && !nextFile.seen().has(log.stat()) && nextFile.isCurrent(log.stat())) {
      return awaitLook(cursor); // It still grows, and will be entered.
    }
    if (over && place.offset() >= limit) {
      return next(cursor, log);
    }
    var batch = new CatchUpRead(log, over).read(place.offset(), limit);
    if (batch == null || !log.isIntact(batch.end())) {
      if (!over) { // The next look will find that as well.
        return awaitLook(cursor);
      }
      log.markGone();
      return placeOf(cursor);
    }
    cursor.give(recent.linked(batch), 0);
    return null;
  }

  private @Nullable ReadPoint next(TailCursor cursor, LogFile log) throws IOException {
    var current = live.log();
    var place = nextFile.after(log, current);
    if (place == null) {
      if (log == current || current == null) {
        await(cursor);
        return null;
      }
      if (!nextFile.seen().has(log.stat())) {
        return awaitLook(cursor); // It has not been entered yet.
      }
      place = new ReadPoint(current, current.begin()); // It was live before.
    }
    return place.log() == current && isReplaced(log) ? awaitLook(cursor) : place;
  }

  /**
   * Whether the live file has been truncated, as this file tells, and the next look will see it.
   */
  private boolean isReplaced(LogFile copy) throws IOException {
    return !live.isIntact() || (live.read() == 0 && !nextFile.seen().has(copy.stat()));
  }

  private void await(TailCursor cursor) {
    waiting.add(cursor);
    cursor.waits();
  }

  private @Nullable ReadPoint awaitLook(TailCursor cursor) {
    serveWaiting = true;
    waiting.add(cursor);
    return null;
  }

  /** Logs each kind of failure once, not at each look. */
  private void report(IOException e) {
    if (!e.toString().equals(reported)) {
      reported = e.toString();
      LOG.log(System.Logger.Level.WARNING, "tail:" + name + ": cannot go on for now: " + e);
    }
  }
}
