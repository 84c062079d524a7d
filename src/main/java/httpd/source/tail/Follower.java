package httpd.source.tail;

import httpd.line.Line;
import httpd.line.LineSplitter;
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
  private static final int BUFFER_SIZE = 64 * 1024;

  private final TailName name;
  private final Generations generations;
  private final Window window = new Window();
  private final Set<TailCursor> cursors = new LinkedHashSet<>();

  /** Cursors who have read everything while there was nothing that could come next. */
  private final Set<TailCursor> waiting = new LinkedHashSet<>();

  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);

  private boolean looked;
  private boolean somethingToServe;
  private boolean failed;
  private @Nullable Generation live;
  private LineSplitter splitter = new LineSplitter();

  /** How far the live generation was read, and where its last complete line ends. */
  private long read;

  private long lineEnd;
  private KnownFiles known = new KnownFiles(List.of());

  /** The end of the last line that was read, for finding it in a copy. */
  private Position reached = Position.OLDEST;

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
    } catch (IOException e) {
      cursor.fail(e);
    }
  }

  /** Reads what was added and goes over to what came after it. */
  void look() {
    if (failed) {
      return;
    }
    try {
      if (live == null) {
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
    generations.sweep(live, cursors);
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
      readToEnd(generation);
    }
  }

  /** Reads the live generation to its end; false if it is no longer what it was. */
  private boolean readOn() throws IOException {
    var generation = live;
    return generation == null || readToEnd(generation);
  }

  private boolean readToEnd(Generation generation) throws IOException {
    long size = generation.size();
    if (size < read) {
      return false;
    }
    while (read < size) {
      buffer.clear().limit((int) Math.min(BUFFER_SIZE, size - read));
      int count = generation.read(buffer, read);
      if (count == 0 || !generation.isIntact(read + count)) {
        return false;
      }
      if (read == 0 && isOvertaken(generation, count)) {
        return false;
      }
      generation.remember(buffer.array(), read, count);
      read += count;
      publish(generation, count);
    }
    return true;
  }

  /**
   * Whether another content has come and gone before the first of these bytes was read: a
   * truncation leaves no other trace where nothing had been read.
   */
  private boolean isOvertaken(Generation generation, int count) throws IOException {
    for (var file : name.copies()) {
      if (file.size() > 0 && !known.has(file) && !generation.isOf(file) && !isCurrent(file)) {
        int common = (int) Math.min(file.size(), count);
        var other = ByteBuffer.allocate(common);
        generations.open(file).read(other, 0);
        if (!Arrays.equals(other.array(), 0, common, buffer.array(), 0, common)) {
          return true;
        }
      }
    }
    return false;
  }

  private void publish(Generation generation, int count) throws LineTooLongException {
    var lines = new ArrayList<Line>();
    try {
      splitter.split(buffer.array(), 0, count, lines::add);
    } finally {
      if (!lines.isEmpty()) {
        add(Batch.of(generation, lineEnd, lines));
      }
    }
  }

  private void add(Batch batch) {
    lineEnd = batch.end();
    reached = batch.position(batch.count() - 1);
    window.add(batch);
    cursors.forEach(TailCursor::wake);
  }

  private void goOverToSuccessors() throws IOException {
    var generation = live;
    if (generation == null) {
      return;
    }
    var successors = name.successors(generation.file(), known);
    if (successors.isEmpty()) {
      known = read > 0 ? name.known(generation.file(), known) : known;
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
      finish();
      enter(next, next.begin());
      readToEnd(next);
    }
  }

  /**
   * The live file was truncated, or written anew. What was not read of the old content may be in a
   * copy of it; other new files beside it came in between.
   */
  private void goOnAfterTruncation() throws IOException {
    var old = live;
    if (old == null) {
      return;
    }
    var between = new ArrayList<Generation>();
    Generation rest = null;
    var found = name.copies();
    for (var file : found) {
      if (file.isSameAs(old.file()) || file.size() == 0) {
        continue;
      }
      var copy = generations.openIfItHolds(file, reached);
      if (copy != null) {
        rest = rest == null || copy.size() > rest.size() ? copy : rest;
      } else if (!known.has(file) && !isCurrent(file)) {
        between.add(generations.open(file));
      }
    }
    found.forEach(known::add);
    long from = lineEnd;
    var rewritten = generations.rewritten(old);
    if (rest != null && rest.size() > from) {
      goThrough(rest, from);
    }
    for (var generation : between) {
      goThrough(generation, 0);
    }
    enter(rewritten, 0);
    readToEnd(rewritten);
  }

  private void goThrough(Generation generation, long from) throws IOException {
    enter(generation, from);
    readToEnd(generation);
    finish();
  }

  private boolean isCurrent(FoundFile file) throws IOException {
    var current = name.current();
    return current != null && current.isSameAs(file);
  }

  /** What has begun and not ended gets no more bytes: it is a line. */
  private void finish() throws LineTooLongException {
    var generation = live;
    if (generation == null) {
      return;
    }
    var lines = new ArrayList<Line>();
    splitter.end(line -> lines.add(new Line(line.content(), Line.Ending.LF)));
    if (!lines.isEmpty()) {
      add(Batch.unended(generation, lineEnd, lines));
    }
    generation.endsAt(lineEnd);
  }

  private void enter(Generation next, long from) throws IOException {
    var before = live;
    if (before != null) {
      before.isFollowedBy(next);
    }
    live = next;
    read = from;
    lineEnd = from;
    reached = next.position(from);
    splitter = new LineSplitter();
    window.add(Batch.of(next, from, List.of()));
    cursors.forEach(TailCursor::wake);
    if (before == null) {
      waiting.removeIf(cursor -> window.give(cursor, new Place(next, from)));
    }
    somethingToServe = true;
  }

  private @Nullable Place placeOf(TailCursor cursor) throws IOException {
    var batch = cursor.batch();
    if (batch != null && !batch.generation().isGone()) {
      return new Place(batch.generation(), batch.end());
    }
    var place = generations.find(cursor.place(), live);
    if (place == null && live != null) {
      return new Place(live, lineEnd); // There was nothing then, and nothing has come since.
    }
    if (place == null) {
      waiting.add(cursor);
    }
    return place;
  }

  /** Answers from the file; if there is nothing, gives the place to go on from, or null to wait. */
  private @Nullable Place serveFromFile(TailCursor cursor, Place place) throws IOException {
    var generation = place.generation();
    if (generation == live && place.offset() >= lineEnd) {
      return new Place(generation, lineEnd); // The window has it.
    }
    boolean over = generation != live;
    long limit = over ? Math.min(generation.end(), generation.size()) : lineEnd;
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
    cursor.give(batch.asAlone(), 0);
    return null;
  }

  private @Nullable Place successor(TailCursor cursor, Generation generation) throws IOException {
    var next = generations.after(generation, live);
    if (next == null && generation != live && live != null) {
      // Either it is one that we had before, or one that we have not come to yet.
      next = known.has(generation.file()) ? live : null;
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
    var generation = live;
    if (generation != null) {
      window.add(Batch.failed(generation, lineEnd, cause));
      cursors.forEach(TailCursor::wake);
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
