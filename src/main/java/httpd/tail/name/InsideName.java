package httpd.tail.name;

import httpd.file.ServedDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name below a directory that no link leads out of: a file outside is not there, and none is
 * opened. Links may be changed at any time by the authors of the logs.
 */
public final class InsideName extends PlainName {

  private final ServedDirectory directory;

  /**
   * A name that may come to be there later.
   *
   * @param name relative to the directory
   */
  public InsideName(ServedDirectory directory, String name) {
    super(directory.root().resolve(name));
    this.directory = directory;
  }

  public ServedDirectory root() {
    return directory;
  }

  public Path path() {
    return path;
  }

  @Override
  public @Nullable FileStat current() throws IOException {
    return directory.has(path) ? super.current() : null;
  }

  @Override
  List<FileStat> list(Entries entries) throws IOException {
    var inside = new ArrayList<FileStat>();
    for (var file : super.list(entries)) {
      if (directory.has(file.path())) {
        inside.add(file);
      }
    }
    return inside;
  }

  @Override
  public FileChannel open(FileStat file) throws IOException {
    return directory.open(file.path().toRealPath());
  }

  @Override
  boolean isSameKind(TailName other) {
    return other instanceof InsideName name && directory.equals(name.directory);
  }
}
