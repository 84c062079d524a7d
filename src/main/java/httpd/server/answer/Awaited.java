package httpd.server.answer;

/** What a connection waits for from its client. */
public enum Awaited {
  NOTHING,
  REQUEST,
  HEAD,
  BODY,
  ANSWER
}
