package httpd.tail.follow;

/** Where cursors ask for lines; both from any thread, and without waiting. */
interface TailRequests {

  /** The cursor has nothing left; it is answered by {@link TailCursor#give} or {@code fail}. */
  void ask(TailCursor cursor);

  /** The cursor was closed. */
  void leave(TailCursor cursor);

  /** What followers have seen come where no file was. */
  FirstFileRegistry firstFiles();
}
