package httpd.logs;

import httpd.file.ServedDirectory;
import httpd.line.LineSource;
import httpd.live.merged.Arrivals;
import httpd.live.merged.MergedEvents;
import httpd.live.merged.MergedTopic;
import httpd.tail.TailedFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lets files join one stream that appear while it is read, and match. Files are found by {@link
 * FileArrivals}, on its thread; the owner of the stream takes them.
 *
 * <pre>
 *           a look finds it, and it is no rotated part of another one
 *   ABSENT ───────────────────────────────────────────────────────────► ARRIVED ──► JOINED
 * </pre>
 */
final class FileJoiner implements Arrivals {

  private final FileArrivals looks;
  private final FileSelection selection;
  private final ServedNames names;
  private final UnaryOperator<LineSource> asked;
  private final Runnable changed;
  private final Set<String> joined = ConcurrentHashMap.newKeySet();
  private final Queue<MergedTopic> arrived = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Throwable broken;
  private volatile boolean closed;

  /**
   * A joiner of one stream.
   *
   * @param asked leaves out lines that the client does not ask for
   * @param changed runs after a file has arrived, or none can any more
   */
  FileJoiner(
      FileArrivals looks,
      FileSelection selection,
      ServedNames names,
      UnaryOperator<LineSource> asked,
      Runnable changed) {
    this.looks = looks;
    this.selection = selection;
    this.names = names;
    this.asked = asked;
    this.changed = changed;
  }

  /** Joins what a look has found, on the thread that looks. */
  void look(ServedDirectory inside, LogListing found) {
    for (var entry : found.entries()) {
      if (!closed && broken == null && isNew(entry)) {
        join(inside, entry.name());
      }
    }
  }

  /** A rotated file may be there a moment before the next one of its name. */
  private boolean isNew(LogEntry entry) {
    var name = entry.name();
    return entry.isLog()
        && !joined.contains(name)
        && selection.has(name)
        && LogListing.logOf(name, other -> joined.contains(other) || names.has(other)) == null;
  }

  private void join(ServedDirectory inside, String name) {
    try {
      if (!TextCheck.isText(inside, inside.root().resolve(name))) {
        return;
      }
      if (joined.size() >= MergedEvents.MOST) {
        throw new IOException(
            name + " was created, and one stream has at most " + MergedEvents.MOST + " files");
      }
      if (joined.stream().anyMatch(part -> selection.isPart(part, name))) {
        throw new IOException(name + " was created, and its rotated part was followed instead");
      }
      var file = TailedFiles.ofTheProcess().inside(inside, name);
      var topic = MergedTopic.of(name, file.whole());
      topic.filter(asked);
      arrived.add(topic);
      joined.add(name);
      names.add(name);
    } catch (NoSuchFileException gone) {
      return; // If it comes again, the next look finds it.
    } catch (Exception e) { // Whatever it is: the client must not miss lines without knowing it.
      broken = e;
    }
    changed.run();
    if (closed) {
      closeArrived();
    }
  }

  @Override
  public void joined(String name) {
    joined.add(name);
    names.add(name);
  }

  @Override
  public @Nullable MergedTopic takeArrived() {
    return arrived.poll();
  }

  @Override
  public boolean hasArrived() {
    return !arrived.isEmpty();
  }

  @Override
  public boolean areExpected() {
    return true;
  }

  @Override
  public @Nullable Throwable broken() {
    return broken;
  }

  @Override
  public void close() {
    closed = true;
    looks.remove(this);
    closeArrived();
  }

  private void closeArrived() {
    for (var file = arrived.poll(); file != null; file = arrived.poll()) {
      file.close();
    }
  }
}
