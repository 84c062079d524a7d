package httpd.file;

import httpd.PercentEncoding;
import httpd.line.blocking.LongWork;
import httpd.line.log.ServerLog;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a directory that a client can request. It is incomplete if there are more than
 * {@value #MOST} names, or an entry cannot be looked up.
 */
record Listing(List<Entry> entries, boolean isComplete) {

  static final int MOST = 10_000;

  /**
   * Entries after which other requests get a turn: virtual threads are not preempted. So a listing
   * over the limit is refused at once, and does not wait for those that are made.
   */
  private static final int TURN = 256;

  private static final System.Logger LOG = ServerLog.named(Listing.class.getName());

  record Entry(String name, boolean isDirectory, long size, Instant modified) {

    /** Its name as a segment of a URL, with a slash after that of a directory. */
    String reference() {
      return PercentEncoding.encode(name) + (isDirectory ? "/" : "");
    }
  }

  /** The order of the entries; directories always come first. */
  enum Order {
    NAME,
    SIZE,
    DATE;

    private Comparator<Entry> comparator() {
      var first =
          switch (this) {
            case NAME -> Comparator.comparing(Entry::name, String.CASE_INSENSITIVE_ORDER);
            case SIZE -> Comparator.comparingLong(Entry::size);
            case DATE -> Comparator.comparing(Entry::modified);
          };
      return first.thenComparing(Entry::name);
    }
  }

  static Listing of(ServedDirectory inside, Path directory) throws IOException {
    var entries = new ArrayList<Entry>();
    boolean isComplete = true;
    try (var files = Files.newDirectoryStream(directory)) {
      int seen = 0;
      for (var file : files) {
        if (++seen > MOST) {
          return new Listing(entries, false);
        }
        if (seen % TURN == 0) {
          LongWork.giveTurn();
        }
        try {
          var entry = entry(inside, file);
          if (entry != null) {
            entries.add(entry);
          }
        } catch (IOException e) {
          LOG.log(System.Logger.Level.WARNING, "left out of a listing: " + e);
          isComplete = false;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return new Listing(entries, isComplete);
  }

  List<Entry> sorted(Order by, boolean descending) {
    var order = descending ? by.comparator().reversed() : by.comparator();
    return entries.stream()
        .sorted(Comparator.comparing(Entry::isDirectory).reversed().thenComparing(order))
        .toList();
  }

  /** Null for an entry that is hidden, leads outside, is a special file or is gone. */
  private static @Nullable Entry entry(ServedDirectory inside, Path file) throws IOException {
    var name = String.valueOf(file.getFileName());
    if (name.startsWith(".") || !ServedDirectory.isVisible(name) || !isText(file, name)) {
      return null;
    }
    try {
      var attributes = attributes(file, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        if (!file.toRealPath().startsWith(inside.root())) {
          return null;
        }
        attributes = attributes(file);
      }
      boolean isDirectory = attributes.isDirectory();
      return isDirectory || attributes.isRegularFile()
          ? new Entry(
              name,
              isDirectory,
              isDirectory ? 0 : attributes.size(),
              attributes.lastModifiedTime().toInstant())
          : null;
    } catch (AccessDeniedException e) {
      return null;
    } catch (FileSystemException e) {
      if (Absence.isCertain(e) || Absence.isLoop(e)) {
        return null;
      }
      throw e;
    }
  }

  /** Whether the name leads to the file: its bytes may not be text in the encoding of names. */
  private static boolean isText(Path file, String name) {
    try {
      return file.resolveSibling(name).equals(file);
    } catch (InvalidPathException otherBytes) {
      return false;
    }
  }

  private static BasicFileAttributes attributes(Path file, LinkOption... options)
      throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, options);
  }
}
