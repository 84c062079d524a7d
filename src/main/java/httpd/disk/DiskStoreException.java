package httpd.disk;

import java.io.IOException;

/** A directory cannot be opened as a store of logs: why, and what to do. */
public final class DiskStoreException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String remedy;

  DiskStoreException(String problem, String remedy) {
    super(problem);
    this.remedy = remedy;
  }

  /** Returns what to do, as a hint. */
  public String remedy() {
    return remedy;
  }
}
