package httpd.tail.follow;

/** Where cursors request lines; from any thread, without waiting. */
interface TailRequests {

  /** Requests the next lines; answered by {@link TailCursor#give} or {@code fail}. */
  void ask(TailCursor cursor);

  void leave(TailCursor cursor);

  FirstFileRegistry firstFiles();
}
