package httpd.source.tail;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Files that were there before. An inode may come back under a new file; then the times of birth
 * tell the two apart, where the file system has them.
 */
final class KnownFiles {

  private final Map<Object, Long> births = new HashMap<>();

  KnownFiles(List<FoundFile> files) {
    files.forEach(this::add);
  }

  /** Takes one more; whether it was not known before. */
  boolean add(FoundFile file) {
    boolean isNew = !has(file);
    births.put(file.key(), file.bornMicros());
    return isNew;
  }

  boolean has(FoundFile file) {
    var birth = births.get(file.key());
    return birth != null
        && (birth == FoundFile.UNKNOWN
            || file.bornMicros() == FoundFile.UNKNOWN
            || birth == file.bornMicros());
  }
}
