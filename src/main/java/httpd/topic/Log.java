package httpd.topic;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A topic of records that is written here: in memory, on disk, or in Redis. A record is a line
 * whose ending is not kept; a reader gets each with a line feed. Safe for all threads.
 *
 * <pre>
 *           an append that closes                delete()
 *   OPEN ──────────────────────────► CLOSED ──────────────► DELETED
 *     └──────────────────── delete() ─────────────────────────▲
 * </pre>
 *
 * <p>Readers of a closed log get the records that they have not had, then the end. Readers of a
 * deleted log fail with a {@link LogDeletedException}. As of any {@link Topic}, the methods may
 * wait for a disk or a server, except {@link #append}, which never does.
 */
public interface Log extends Topic {

  /**
   * A log at one moment.
   *
   * @param bounds where it begins and ends
   * @param isClosed whether nothing more is appended
   * @param records how many are kept
   * @param bytes what their contents take
   */
  record State(Bounds bounds, boolean isClosed, long records, long bytes) {}

  /**
   * Contents of records that follow each other in a file.
   *
   * @param channel owned by the caller, who closes it
   * @param offset of the first byte in the file
   * @param length in bytes
   * @param end the position after the last of these records
   */
  record Part(FileChannel channel, long offset, long length, String end) {}

  /** The name by which its store finds it. */
  String name();

  /** What its creator said of it, and what {@link #set} has changed since. */
  Map<String, String> attributes() throws IOException;

  /** Changes an attribute for good; null removes it. */
  void set(String attribute, @Nullable String value) throws IOException;

  /** Adds to a number that is kept with the log, 0 at first, and returns the sum; atomic. */
  long add(String counter, long change) throws IOException;

  /**
   * Appends, in the order of the calls. The future completes when the records are as safe as the
   * engine promises, and readers have been woken; it fails with the {@link IOException} that kept
   * the engine from it, after which the log has none of them or the engine has said that it does
   * not know.
   */
  CompletableFuture<AppendResult> append(Append append);

  /** How it is now. */
  State state() throws IOException;

  /** Returns how many sources of it have been polled and are not closed. */
  int readers();

  /**
   * Returns how many readers it has at all servers of its store; those of other servers as of some
   * seconds ago.
   */
  default int audience() throws IOException {
    return readers();
  }

  @Override
  default TopicView view(String name) throws IOException {
    return TopicView.of(name, readers(), state());
  }

  /**
   * Returns contents that lie in a file one after the other, so that they can be sent without
   * passing through memory; null if there are none after that position, or in no file.
   *
   * @param after a position of this log
   * @param mostBytes at least one record is returned, however long
   */
  default @Nullable Part part(String after, long mostBytes) throws IOException {
    return null;
  }

  /** Deletes it with all that it has, for all readers; another log may have its name afterwards. */
  void delete() throws IOException;
}
