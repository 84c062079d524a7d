package httpd.redis;

import static httpd.redis.AppendWords.bytes;

import httpd.line.Line;
import httpd.topic.ColdRecords;
import httpd.topic.LogDeletedException;
import httpd.topic.RecordsLostException;
import httpd.topic.StoreUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Reads what the ring of a log does not have, up to where the ring is. While Redis is away, a read
 * waits. Safe for all threads.
 */
final class ColdEntries implements ColdRecords {

  private final Followed log;
  private final RedisLink link;

  /** Completes when the ring has got more. Guarded by this. */
  private CompletableFuture<Stretch> next = new CompletableFuture<>();

  ColdEntries(Followed log, RedisLink link) {
    this.log = log;
    this.link = link;
  }

  /** The ring has got more, or has ended: reads that wait for that go on. */
  void advanced() {
    CompletableFuture<Stretch> waiting;
    synchronized (this) {
      waiting = next;
      next = new CompletableFuture<>();
    }
    waiting.complete(nothing(log.newest()));
  }

  private static Stretch nothing(String at) {
    return new Stretch(List.of(), _ -> at, at, 0);
  }

  @Override
  public CompletableFuture<Stretch> read(String after, int mostBytes) {
    CompletableFuture<Stretch> waiting;
    synchronized (this) {
      waiting = next;
    }
    var failure = log.failure(); // After the future was taken: what comes later completes it.
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    var newest = log.newest();
    if (StreamEntry.number(after) > StreamEntry.number(newest)) {
      return waiting.thenCompose(_ -> read(after, mostBytes));
    }
    return after.equals(newest)
        ? CompletableFuture.completedFuture(nothing(after))
        : ask(after, newest, mostBytes);
  }

  private CompletableFuture<Stretch> ask(String after, String newest, int mostBytes) {
    var words =
        List.of(
            bytes(log.incarnation()),
            bytes(after),
            bytes(newest),
            bytes(Integer.toString(mostBytes)));
    return link.run(Script.READ, log.keys().own(), words)
        .thenApply(reply -> stretch(reply, after, newest))
        .exceptionallyCompose(failure ->
            Failures.cause(failure) instanceof StoreUnavailableException
                ? link.whenUp().thenCompose(_ -> read(after, mostBytes))
                : CompletableFuture.failedFuture(failure));
  }

  private Stretch stretch(Reply reply, String after, String newest) {
    try {
      if (reply.text(0).equals("gone")) {
        throw new LogDeletedException(log.name());
      }
      var lines = new ArrayList<Line>();
      var positions = new ArrayList<String>();
      var place = after;
      long missing = 0;
      for (int i = 1; i < reply.size(); i++) {
        var entry = StreamEntry.of(reply.list(i));
        if (entry == null || entry.record() == null) {
          continue;
        }
        if (!entry.before().equals(place)) {
          missing = missing(place, entry, lines);
        }
        lines.add(new Line(entry.record(), Line.Ending.LF));
        place = entry.id();
        positions.add(place);
      }
      if (lines.isEmpty()) { // All that was between is gone.
        missing = Math.max(1, StreamEntry.number(newest) - StreamEntry.number(after));
        place = newest;
      }
      return new Stretch(lines, positions::get, place, missing);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /** How many records were dropped; those of one read follow each other. */
  private long missing(String place, StreamEntry entry, List<Line> lines) throws IOException {
    long missing = StreamEntry.number(entry.id()) - StreamEntry.number(place) - 1;
    if (missing <= 0 || !lines.isEmpty()) {
      throw new RecordsLostException(log.name(), place);
    }
    return missing;
  }
}
