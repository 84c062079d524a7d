package httpd.disk;

import java.io.IOException;
import java.nio.file.Path;

/** A file of a log is not as it was written: it says which one, and where. */
public final class DamagedLogException extends IOException {

  private static final long serialVersionUID = 1L;

  DamagedLogException(Path file, String problem) {
    super(file + " is damaged: " + problem);
  }
}
