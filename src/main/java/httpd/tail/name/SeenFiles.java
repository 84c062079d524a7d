package httpd.tail.name;

import java.util.HashMap;
import java.util.Map;

/**
 * Files that were seen before. An inode may be reused by a new file; then the times of creation
 * differ. Where the file system has none, the time of the last write stands in their place; so they
 * are trusted only after one file has shown two different times.
 */
public final class SeenFiles {

  private final Map<Object, FileStat> files = new HashMap<>();
  private boolean haveBirths;

  public void add(FileStat file) {
    look(file);
    files.put(file.key(), file);
  }

  public boolean has(FileStat file) {
    look(file);
    var before = files.get(file.key());
    return before != null && (!haveBirths || before.bornMicros() == file.bornMicros());
  }

  private void look(FileStat file) {
    haveBirths |= file.bornMicros() != file.modifiedMicros();
  }
}
