package httpd.server.answer;

/** An event that the server sends through the pipelines of all its connections. */
public enum ServerEvent {
  STOPPING
}
