package httpd;

import org.jspecify.annotations.Nullable;

/**
 * What is found out about a request on its way to its handler. All copies of a request share it,
 * and the access log reads it.
 */
final class Noted {

  /** Who has sent a request, and how that was verified. */
  record User(String name, String authType) {}

  volatile @Nullable String route;
  volatile @Nullable User user;
}
