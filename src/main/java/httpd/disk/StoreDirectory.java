package httpd.disk;

import httpd.line.log.ServerLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The directory of a store: {@code format}, {@code lock}, {@code logs} with a directory each,
 * {@code new} for those that are being made, {@code trash} for those that are being deleted.
 */
record StoreDirectory(Path path) {

  private static final System.Logger LOG = ServerLog.ofOperator();
  private static final String LOGS = "logs";
  private static final String NEW = "new";
  private static final String TRASH = "trash";
  private static final Set<String> OWN =
      Set.of(LOGS, NEW, TRASH, StoreFormat.FILE, StoreLock.FILE, "lost+found");

  Path logs() {
    return path.resolve(LOGS);
  }

  Path trash() {
    return path.resolve(TRASH);
  }

  /** Checks without a change that a store is there, or can be made. */
  void check() throws IOException {
    if (!Files.exists(path)) {
      var parent = path.toAbsolutePath().normalize().getParent();
      if (parent == null || !Files.isDirectory(parent)) {
        throw DiskStoreException.wrong(
            "the directory " + path + " cannot be made: there is no " + parent,
            "make " + parent + " first");
      }
      requireWritable(parent);
      return;
    }
    if (!Files.isDirectory(path)) {
      throw DiskStoreException.wrong(
          path + " is a file, not a directory", "name a directory for the logs");
    }
    requireWritable(path);
    checkContents();
  }

  private void requireWritable(Path directory) throws DiskStoreException {
    if (!Files.isWritable(directory)) {
      throw DiskStoreException.failed(
          "the directory " + path + " cannot be written to",
          "let this user write to " + directory + ", or name another directory");
    }
  }

  private void checkContents() throws IOException {
    var foreign = new ArrayList<String>();
    boolean isStore = false;
    try (var entries = Files.newDirectoryStream(path)) {
      for (var entry : entries) {
        var name = entry.getFileName().toString();
        isStore |= name.equals(StoreFormat.FILE);
        if (!OWN.contains(name) && !SafeFile.isLeftover(name)) {
          foreign.add(name);
        }
      }
    }
    if (!foreign.isEmpty()) {
      throw DiskStoreException.wrong(
          "the directory " + path + " has something else in it: " + foreign.getFirst(),
          "name an empty directory, or one that httpd has made for logs");
    }
    if (isStore) {
      var _ = StoreFormat.read(path);
    } else if (Files.exists(logs())) {
      throw new DamagedLogException(path.resolve(StoreFormat.FILE), "it is missing");
    }
  }

  /** Makes what is missing, and cleans up what a crash has left. */
  void prepare() throws IOException {
    try {
      if (!Files.exists(path)) {
        Files.createDirectory(path);
      }
    } catch (AccessDeniedException e) {
      requireWritable(SafeFile.directoryOf(path));
      throw e;
    } catch (FileSystemException e) {
      throw DiskStoreException.failed(
          "the directory "
              + path
              + " cannot be made"
              + (e.getReason() == null ? "" : ": " + e.getReason()),
          "name another directory");
    }
  }

  /** Reads how the last process has left it, and notes that this one has begun. */
  StoreFormat begin(SyncPolicy sync) throws IOException {
    boolean isNew = !Files.exists(path.resolve(StoreFormat.FILE));
    var format = (isNew ? StoreFormat.first() : StoreFormat.read(path)).opened(sync);
    format.write(path);
    for (var name : List.of(LOGS, NEW, TRASH)) {
      Files.createDirectories(path.resolve(name));
    }
    try (var unfinished = Files.newDirectoryStream(path.resolve(NEW))) {
      for (var directory : unfinished) {
        throwAway(directory, false);
      }
    }
    SafeFile.forceDirectory(path);
    return format;
  }

  /** The names of all logs; those with long names are read from their heads. */
  List<String> names() throws IOException {
    var names = new ArrayList<String>();
    try (var directories = Files.newDirectoryStream(logs())) {
      for (var directory : directories) {
        var file = directory.getFileName().toString();
        var name = LogNames.isHash(file) ? LogHead.read(directory).name() : LogNames.name(file);
        if (name == null || !LogNames.directory(name).equals(file)) {
          throw new DamagedLogException(logs(), file + " is not the directory of a log");
        }
        names.add(name);
      }
    }
    return names;
  }

  /** A directory for a log that is being made. */
  Path makeNew() throws IOException {
    var directory = path.resolve(NEW).resolve(UUID.randomUUID().toString());
    try {
      return Files.createDirectory(directory);
    } catch (IOException e) {
      throw FullDisk.or(e, directory, 0);
    }
  }

  /** Puts a log that is complete where it is found. */
  void putInPlace(Path made, String log, boolean synced) throws IOException {
    if (synced) {
      SafeFile.forceDirectory(made);
    }
    var place = logs().resolve(LogNames.directory(log));
    Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
    if (synced) {
      SafeFile.forceDirectory(logs());
    }
  }

  /** Takes a directory from where it is found; returns where it is to be deleted. */
  Path throwAway(Path directory, boolean synced) throws IOException {
    var thrown = trash().resolve(UUID.randomUUID().toString());
    Files.move(directory, thrown, StandardCopyOption.ATOMIC_MOVE);
    if (synced) {
      SafeFile.forceDirectory(logs());
    }
    return thrown;
  }

  /** Deletes the trash or what is in it; may take long. */
  static void deleteAll(Path trash) {
    try {
      Files.walkFileTree(trash, new TreeDeletion(trash));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "what was deleted is left in " + trash + " until the next start", e);
    }
  }
}
