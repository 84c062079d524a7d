package httpd.exec;

/** What the output of a command is taken for. */
public enum OutputForm {
  /** Lines, and pieces of a line where the command pauses. */
  LINES,
  /** Lines, each only when it is whole, so that those of two outputs can be mixed. */
  WHOLE_LINES,
  /** Bytes of any kind, passed on as they are read. */
  BYTES,
  /** The head of a CGI response, and then lines if it is an event stream, otherwise bytes. */
  CGI
}
