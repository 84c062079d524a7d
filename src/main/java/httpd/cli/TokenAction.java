package httpd.cli;

import java.util.Set;

/** What a token may be needed for. */
enum TokenAction {
  SUBSCRIBE("GET"),
  PUBLISH("POST");

  private static final Set<String> SUBSCRIBING = Set.of("GET", "HEAD");

  private final String method;

  TokenAction(String method) {
    this.method = method;
  }

  /** Whether methods of {@code --token-key} name it. */
  boolean isOf(Set<String> methods) {
    return methods.isEmpty() || methods.contains(method);
  }

  /** Returns that of a request: each method that is not known to subscribe only publishes. */
  static TokenAction of(String method) {
    return SUBSCRIBING.contains(method) ? SUBSCRIBE : PUBLISH;
  }
}
