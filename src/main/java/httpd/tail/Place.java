package httpd.tail;

/**
 * Where a cursor goes on.
 *
 * @param offset where a line begins
 */
record Place(LogFile generation, long offset) {}
