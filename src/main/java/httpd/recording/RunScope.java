package httpd.recording;

import httpd.Request;
import org.jspecify.annotations.Nullable;

/**
 * Where a run can be found, and by whom.
 *
 * @param path of the request that started it, as the client sent it
 * @param user who started it; null if the server does not ask for users, or for a shared run
 */
record RunScope(String path, @Nullable String user) {

  static RunScope of(Request request) {
    return new RunScope(request.basePath() + request.path(), request.user());
  }
}
