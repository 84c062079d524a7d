package httpd.tail.file;

/**
 * Where a cursor continues.
 *
 * @param offset where a line begins
 */
public record ReadPoint(LogFile log, long offset) {}
