package httpd.server.http2;

/** How much of a stream's data has been sent since it is counted. On the event loop only. */
final class DataCount {

  private long all;

  void add(int bytes) {
    all += bytes;
  }

  long all() {
    return all;
  }
}
