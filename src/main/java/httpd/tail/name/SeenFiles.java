package httpd.tail.name;

import java.util.HashMap;
import java.util.Map;

/**
 * Files that were there before. An inode may come back under a new file; then the times of birth
 * tell the two apart. Where the file system has none, the time of the last change stands in their
 * place, and so they tell nothing before one file has had two times that differ.
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
