package httpd.logs;

import httpd.file.ServedDirectory;
import httpd.line.LineSource;
import httpd.live.merged.ArrivalQueue;
import httpd.live.merged.MergedEvents;
import httpd.live.merged.MergedTopic;
import httpd.tail.TailedFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Lets matching files that appear while one stream is read join it. Files are found by {@link
 * FileArrivals}, on its thread; the owner of the stream takes them.
 *
 * <pre>
 *           a look finds it, and it is not a rotated part of another
 *   ABSENT ───────────────────────────────────────────────────────────► ARRIVED ──► JOINED
 * </pre>
 */
final class FileJoiner extends ArrivalQueue {

  private final FileArrivals looks;
  private final FileSelection selection;
  private final ServedNames names;
  private final UnaryOperator<LineSource> asked;
  private final Set<String> joined = ConcurrentHashMap.newKeySet();

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
    super(changed);
    this.looks = looks;
    this.selection = selection;
    this.names = names;
    this.asked = asked;
  }

  /** Joins what a look has found, on the thread that looks. */
  void look(ServedDirectory inside, LogListing found) {
    for (var entry : found.entries()) {
      if (!isClosed() && broken() == null && isNew(entry)) {
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
      joined(name);
      arrive(topic);
    } catch (NoSuchFileException gone) {
      return; // If it comes again, the next look finds it.
    } catch (Exception e) { // Whatever it is: the client must not miss lines without knowing it.
      fail(e);
    }
  }

  @Override
  public void joined(String name) {
    joined.add(name);
    names.add(name);
  }

  @Override
  public boolean areExpected() {
    return true;
  }

  @Override
  public void close() {
    super.close();
    looks.remove(this);
  }
}
