package httpd.source.tail;

import httpd.line.LineTooLongException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One followed name and all its cursors.
 *
 * <pre>
 *          it is there                     a successor with bytes in it
 *   WAITING ──────────► FOLLOWING ──────────────────────────────────────────┐
 *                        │ ▲  └─ reads the old one once more to its end ─► goes over
 *                        │ └───────────────────────────────────────────────┘
 *                        │ truncated: the unread rest is looked for in a copy, then from 0
 *                        │
 *                        └ a line over the limit, a read error: FAILED, for its cursors
 * </pre>
 *
 * <p>Everything here runs on the thread of {@link TailReader}. What is read last is kept in a
 * {@link Window} that all cursors share; one that has fallen out of it is served from the file.
 */
final class Follower {

  private static final System.Logger LOG = System.getLogger(Follower.class.getName());

  private final TailName name;
  private final Generations generations;
  private final Window window = new Window();
  private final GrowingEnd end = new GrowingEnd(window, this::wakeAll);
  private final Set<TailCursor> cursors = new LinkedHashSet<>();

  /** Cursors who have read everything while there was nothing that could come next. */
  private final Set<TailCursor> waiting = new LinkedHashSet<>();

  private boolean looked;
  private boolean somethingToServe;
  private boolean failed;
  private KnownFiles known = new KnownFiles(List.of());

  private @Nullable String complaint;

  Follower(TailName name) {
    this.name = name;
    this.generations = new Generations(name);
  }

  /** Whether it can take more cursors of this name. */
  boolean isOf(TailName other) {
    return !failed && name.equals(other);
  }

  boolean has(TailCursor cursor) {
    return cursors.contains(cursor);
  }

  void join(TailCursor cursor) {
    cursors.add(cursor);
    look(); // The position may lie behind what was read so far.
    serve(cursor);
  }

  void leave(TailCursor cursor) {
    if (cursors.remove(cursor)) {
      waiting.remove(cursor);
    }
  }

  /** Gives a cursor what comes after its last line, or keeps it until there is something. */
  void serve(TailCursor cursor) {
    try {
      Place place = placeOf(cursor);
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
    if (failed) {
      return;
    }
    try {
      if (live() == null) {
        begin();
      } else if (!readOn()) {
        goOnAfterTruncation();
      }
      goOverToSuccessors();
      complaint = null;
    } catch (LineTooLongException e) {
      fail(e);
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

  private void begin() throws IOException {
    var all = name.generations();
    if (looked) {
      goOver(all.stream().filter(file -> file.size() > 0 && !known.has(file)).toList());
      return;
    }
    looked = true;
    known = new KnownFiles(all);
    var file = name.current();
    if (file != null) {
      known.add(file);
      var generation = generations.open(file);
      enter(generation, generation.lineStart(generation.size()));
      readOn();
    }
  }

  private void goOverToSuccessors() throws IOException {
    var generation = live();
    if (generation == null) {
      return;
    }
    var successors = name.successors(generation.file(), known);
    if (successors.isEmpty()) {
      known = end.hasRead() ? name.known(generation.file(), known) : known;
    } else {
      goOver(successors);
    }
  }

  /** Opens them all before anything changes: files may change hands meanwhile. */
  private void goOver(List<FoundFile> successors) throws IOException {
    var opened = new ArrayList<Generation>();
    for (var file : successors) {
      var next = generations.open(file);
      next.beginsAt(name.fallsBackTo(file, known) ? next.lineStart(next.size()) : 0);
      opened.add(next);
    }
    if (!readOn()) {
      goOnAfterTruncation(); // The next look goes on from there.
      return;
    }
    successors.forEach(known::add);
    for (var next : opened) {
      end.finish();
      enter(next, next.begin());
      readOn();
    }
  }

  /**
   * The live file was truncated, or written anew. What was not read of the old content may be in a
   * copy of it; other new files beside it came in between.
   */
  private void goOnAfterTruncation() throws IOException {
    var old = live();
    if (old == null) {
      return;
    }
    var between = new ArrayList<Generation>();
    var seen = new ArrayList<FoundFile>();
    Generation rest = null;
    for (var file : name.copies()) {
      if (file.isSameAs(old.file()) || file.size() == 0) {
        continue;
      }
      var copy = generations.openIfItHolds(file, end.reached());
      if (copy != null) {
        rest = rest == null || copy.size() > rest.size() ? copy : rest;
      } else if (!known.has(file) && !isCurrent(file)) {
        var other = generations.open(file);
        if (old.beginsLike(other)) {
          continue; // A copy of what is there now; its truncation is still to come.
        }
        between.add(other);
      }
      seen.add(file);
    }
    seen.forEach(known::add); // Not before all are open: a failure begins anew.
    long from = end.lineEnd();
    var rewritten = generations.rewritten(old);
    if (rest != null && rest.size() > from) {
      goThrough(rest, from);
    }
    for (var generation : between) {
      goThrough(generation, 0);
    }
    enter(rewritten, 0);
    readOn();
  }

  private void goThrough(Generation generation, long from) throws IOException {
    enter(generation, from);
    readOn();
    end.finish();
  }

  private boolean isCurrent(FoundFile file) throws IOException {
    var current = name.current();
    return current != null && current.isSameAs(file);
  }

  private void enter(Generation next, long from) throws IOException {
    var before = live();
    end.enter(next, from);
    if (before == null) {
      waiting.removeIf(cursor -> window.give(cursor, new Place(next, from)));
    }
    somethingToServe = true;
  }

  private @Nullable Generation live() {
    return end.generation();
  }

  private boolean readOn() throws IOException {
    return end.readOn(this::isOvertaken);
  }

  /**
   * Whether another content has come and gone before the first of these bytes was read: a
   * truncation leaves no other trace where nothing had been read.
   */
  private boolean isOvertaken(Generation generation, byte[] first, int count) throws IOException {
    for (var file : name.copies()) {
      if (file.size() > 0 && !known.has(file) && !generation.isOf(file) && !isCurrent(file)) {
        int common = (int) Math.min(file.size(), count);
        var other = ByteBuffer.allocate(common);
        generations.open(file).read(other, 0);
        if (!Arrays.equals(other.array(), 0, common, first, 0, common)) {
          return true;
        }
      }
    }
    return false;
  }

  private @Nullable Place placeOf(TailCursor cursor) throws IOException {
    var batch = cursor.batch();
    if (batch != null && !batch.generation().isGone()) {
      return new Place(batch.generation(), batch.end());
    }
    var live = live();
    var place = generations.find(cursor.place(), live);
    if (place == null && live != null) {
      return new Place(live, end.lineEnd()); // There was nothing then, and nothing has come since.
    }
    if (place == null) {
      waiting.add(cursor);
    }
    return place;
  }

  /** Answers from the file; if there is nothing, gives the place to go on from, or null to wait. */
  private @Nullable Place serveFromFile(TailCursor cursor, Place place) throws IOException {
    var generation = place.generation();
    if (generation == live() && place.offset() >= end.lineEnd()) {
      return new Place(generation, end.lineEnd()); // The window has it.
    }
    boolean over = generation != live();
    long limit = over ? Math.min(generation.end(), generation.size()) : end.lineEnd();
    if (over && place.offset() >= limit) {
      return successor(cursor, generation);
    }
    var batch = new LineBlock(generation, over).read(place.offset(), limit);
    if (batch == null || !generation.isIntact(batch.end())) {
      if (!over) { // The next look will find that as well.
        waiting.add(cursor);
        somethingToServe = true;
        return null;
      }
      generation.markGone();
      return placeOf(cursor);
    }
    cursor.give(window.linked(batch), 0);
    return null;
  }

  private @Nullable Place successor(TailCursor cursor, Generation generation) throws IOException {
    var next = generations.after(generation, live());
    if (next == null && generation != live() && live() != null) {
      // Either it is one that we had before, or one that we have not come to yet.
      next = known.has(generation.file()) ? live() : null;
      somethingToServe |= next == null;
    }
    if (next == null) {
      waiting.add(cursor);
      return null;
    }
    return new Place(next, next.begin());
  }

  private void fail(IOException cause) {
    failed = true;
    var generation = live();
    if (generation != null) {
      window.add(Batch.failed(generation, end.lineEnd(), cause));
      wakeAll();
    }
    waiting.forEach(cursor -> cursor.fail(cause));
  }

  /** Once for each kind of trouble, not once for each look. */
  private void complain(IOException e) {
    if (!e.toString().equals(complaint)) {
      complaint = e.toString();
      LOG.log(System.Logger.Level.WARNING, "tail:" + name + ": cannot go on for now: " + e);
    }
  }
}
