package httpd.tail.name;

import httpd.file.Absence;
import httpd.line.blocking.LongWork;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The entries of directories, which need not exist. */
final class DirectoryListing {

  /** Entries after which a handler's thread yields to others. */
  private static final int TURN = 256;

  private DirectoryListing() {}

  /** Lists the entries whose names are wanted, of any type. */
  static List<Path> entries(Path path, Predicate<String> wanted) throws IOException {
    var found = new ArrayList<Path>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      int seen = 0;
      for (var entry : entries) {
        if (++seen % TURN == 0) {
          LongWork.giveTurn();
        }
        if (wanted.test(String.valueOf(entry.getFileName()))) {
          found.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (FileSystemException e) {
      if (Absence.isCertain(e)) {
        return List.of();
      }
      throw e;
    }
    return found;
  }

  static List<FileStat> files(List<Path> paths) throws IOException {
    var files = new ArrayList<FileStat>();
    for (var path : paths) {
      var file = fileAt(path);
      if (file != null) {
        files.add(file);
      }
      if (files.size() % TURN == TURN - 1) {
        LongWork.giveTurn();
      }
    }
    return files;
  }

  private static @Nullable FileStat fileAt(Path path) throws IOException {
    try {
      return FileStat.at(path);
    } catch (FileStat.NotRegularFileException | AccessDeniedException skipped) {
      return null;
    } catch (FileSystemException e) {
      if (Absence.isLoop(e)) {
        return null;
      }
      throw e;
    }
  }
}
