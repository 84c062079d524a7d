package httpd.tail;

import java.util.HashMap;
import java.util.Map;

/**
 * Files that were there before. An inode may come back under a new file; then the times of birth
 * tell the two apart. Where the file system has none, the time of the last change stands in their
 * place, and so they tell nothing before one file has had two times that differ.
 */
final class KnownFiles {

  private final Map<Object, FoundFile> files = new HashMap<>();
  private boolean haveBirths;

  void add(FoundFile file) {
    look(file);
    files.put(file.key(), file);
  }

  boolean has(FoundFile file) {
    look(file);
    var before = files.get(file.key());
    return before != null && (!haveBirths || before.bornMicros() == file.bornMicros());
  }

  private void look(FoundFile file) {
    haveBirths |= file.bornMicros() != file.modifiedMicros();
  }
}
