package httpd.source.tail;

/**
 * Where a cursor goes on.
 *
 * @param offset where a line begins
 */
record Place(Generation generation, long offset) {}
