package httpd.tail.follow;

/** Where cursors request lines; from any thread, without waiting. */
interface TailRequests {

  /** Requests the next lines; answered by {@link TailCursor#give} or {@code fail}. */
  void ask(TailCursor cursor);

  /** Forgets a cursor that was closed. */
  void leave(TailCursor cursor);

  /** Which file came first where there was none. */
  FirstFileRegistry firstFiles();
}
