package httpd.tail.file;

/**
 * Where a cursor goes on.
 *
 * @param offset where a line begins
 */
public record ReadPoint(LogFile generation, long offset) {}
