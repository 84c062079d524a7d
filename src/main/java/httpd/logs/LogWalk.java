package httpd.logs;

import httpd.file.Absence;
import httpd.file.ServedDirectory;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One walk through a directory. It opens no file, and follows no link to a directory, which may be
 * one above it.
 */
final class LogWalk {

  static final int MOST = 10_000;

  /** Names after which other threads get a turn. */
  private static final int TURN = 256;

  private static final System.Logger LOG = ServerLog.named(LogWalk.class.getName());

  /**
   * A regular file, links followed.
   *
   * @param key identifies it under any name; null where the file system has no such key
   */
  record Found(Path path, long size, Instant modified, @Nullable Object key, boolean isLink) {}

  private final ServedDirectory inside;
  private final LogPattern pattern;
  private final Map<String, Found> files = new LinkedHashMap<>();
  private final List<Path> directories = new ArrayList<>();
  private int seen;
  private boolean isComplete = true;

  private LogWalk(ServedDirectory inside, LogPattern pattern) {
    this.inside = inside;
    this.pattern = pattern;
  }

  static LogWalk of(LogDirectory directory) throws IOException {
    var walk = new LogWalk(directory.resolve(), directory.pattern());
    walk.readTop();
    return walk;
  }

  /** The files by their names. */
  Map<String, Found> files() {
    return files;
  }

  List<Path> directories() {
    return directories;
  }

  boolean isComplete() {
    return isComplete;
  }

  private void readTop() throws IOException {
    read(inside.root(), "", 0);
  }

  private void read(Path directory, String above, int depth) throws IOException {
    directories.add(directory);
    var below = new ArrayList<Path>();
    try (var entries = Files.newDirectoryStream(directory)) {
      for (var entry : entries) {
        if (++seen > MOST) {
          isComplete = false;
          return;
        }
        if (seen % TURN == 0) {
          LongWork.giveTurn();
        }
        look(entry, above, below);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    for (var each : below) {
      readBelow(each, above + LogDirectory.plainName(each) + "/", depth + 1);
    }
  }

  /** A directory that cannot be read, or is gone, is left out, as is one that is too deep. */
  private void readBelow(Path directory, String name, int depth) throws IOException {
    if (depth > LogDirectory.DEEPEST) {
      isComplete = false;
      return;
    }
    try {
      read(directory, name, depth);
    } catch (AccessDeniedException e) {
      isComplete = false;
    } catch (FileSystemException e) {
      if (!Absence.isCertain(e)) {
        throw e;
      }
    }
  }

  private void look(Path entry, String above, List<Path> below) {
    var name = LogDirectory.plainName(entry);
    if (name == null || !LogDirectory.isVisible(name) || !isText(entry, name)) {
      return;
    }
    try {
      var attributes = attributes(entry, LinkOption.NOFOLLOW_LINKS);
      var relative = Path.of(above + name);
      if (attributes.isDirectory()) {
        if (pattern.mayBeAbove(relative)) {
          below.add(entry);
        }
      } else if (pattern.takes(relative)) {
        boolean isLink = attributes.isSymbolicLink();
        add(entry, above + name, isLink ? ofTarget(entry) : attributes, isLink);
      }
    } catch (IOException e) {
      if (!(e instanceof AccessDeniedException)
          && !(e instanceof FileSystemException gone
              && (Absence.isCertain(gone) || Absence.isLoop(gone)))) {
        LOG.log(System.Logger.Level.WARNING, "left out of a list of logs: " + e);
        isComplete = false;
      }
    }
  }

  private void add(
      Path entry, String name, @Nullable BasicFileAttributes attributes, boolean isLink) {
    if (attributes != null && attributes.isRegularFile()) {
      var modified = attributes.lastModifiedTime().toInstant();
      files.put(name, new Found(entry, attributes.size(), modified, attributes.fileKey(), isLink));
    }
  }

  /** The attributes of a link's target; null if that is outside. */
  private @Nullable BasicFileAttributes ofTarget(Path link) throws IOException {
    return inside.has(link) ? attributes(link) : null;
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
