package httpd.disk;

import java.io.IOException;

/** A directory cannot be opened as a store of logs: why, and what to do. */
public final class DiskStoreException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String remedy;
  private final boolean argumentWrong;

  private DiskStoreException(String problem, String remedy, boolean argumentWrong) {
    super(problem);
    this.remedy = remedy;
    this.argumentWrong = argumentWrong;
  }

  /** That directory can never be one. */
  static DiskStoreException wrong(String problem, String remedy) {
    return new DiskStoreException(problem, remedy, true);
  }

  /** Something is in the way now. */
  static DiskStoreException failed(String problem, String remedy) {
    return new DiskStoreException(problem, remedy, false);
  }

  /** Returns whether another directory has to be named. */
  public boolean isArgumentWrong() {
    return argumentWrong;
  }

  /** Returns what to do, as a hint. */
  public String remedy() {
    return remedy;
  }
}
