package httpd.line;

/**
 * The cause of a failure that comes after the last line of a source, ended or not: a command that
 * has printed all and then exits with an error. With any other cause a line that has begun is not
 * known to be whole.
 */
public interface AfterLastLine {

  /** Returns what a client may be told, in a few words. */
  default String reason() {
    return "the source has failed";
  }
}
