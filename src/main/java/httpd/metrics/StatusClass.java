package httpd.metrics;

/** The classes of a status. */
enum StatusClass {
  NONE("none"),
  INFORMATION("1xx"),
  SUCCESS("2xx"),
  REDIRECTION("3xx"),
  CLIENT_ERROR("4xx"),
  SERVER_ERROR("5xx");

  private static final StatusClass[] ALL = values();

  private final String label;

  StatusClass(String label) {
    this.label = label;
  }

  static StatusClass of(int status) {
    int first = status / 100;
    return first >= 1 && first < ALL.length ? ALL[first] : NONE;
  }

  String label() {
    return label;
  }
}
