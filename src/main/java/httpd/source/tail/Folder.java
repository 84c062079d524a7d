package httpd.source.tail;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a folder has in it, by name.
 *
 * @param path it need not exist
 */
record Folder(Path path) {

  /** The entries whose names are wanted, whatever they are. */
  List<Path> entries(Predicate<String> wanted) throws IOException {
    var found = new ArrayList<Path>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (var entry : entries) {
        if (wanted.test(String.valueOf(entry.getFileName()))) {
          found.add(entry);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException gone) {
      return List.of();
    }
    return found;
  }

  /** The regular files among these. */
  static List<FoundFile> files(List<Path> paths) throws IOException {
    var files = new ArrayList<FoundFile>();
    for (var path : paths) {
      var file = fileAt(path);
      if (file != null) {
        files.add(file);
      }
    }
    return files;
  }

  private static @Nullable FoundFile fileAt(Path path) throws IOException {
    try {
      return FoundFile.at(path);
    } catch (FileSystemException noFile) {
      return null; // A folder, or nothing that we may look at: no generation of anything.
    }
  }
}
