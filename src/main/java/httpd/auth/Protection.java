package httpd.auth;

import httpd.route.PathPattern;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a part of a server needs: a path with all below it, and the users who may use it.
 *
 * @param methods in capitals; empty for all. {@code GET} stands for {@code HEAD} too
 * @param path a pattern as that of a route; {@code /x} is {@code /x} and all below it
 * @param users null for all, within a part that others protect
 */
public record Protection(Set<String> methods, PathPattern path, @Nullable UserFile users) {

  /** Copies the methods. */
  public Protection {
    methods = Set.copyOf(methods);
  }

  /** Protects everything. */
  public static Protection ofAll(UserFile users) {
    return new Protection(Set.of(), PathPattern.of("/"), users);
  }

  /** Returns the pattern of all below the path. */
  PathPattern below() {
    var text = path.toString();
    return text.endsWith("/") ? path : PathPattern.of(text + "/");
  }

  boolean takes(String requestPath) {
    return path.takes(requestPath) || below().takes(requestPath);
  }

  /** Returns how well the methods fit, the best 0; negative if they do not. */
  int fit(String asSent) {
    var method = asSent.toUpperCase(Locale.ROOT); // Some programs read it so.
    if (methods.contains(method)) {
      return 0;
    }
    if (method.equals("HEAD") && methods.contains("GET")) {
      return 1;
    }
    return methods.isEmpty() ? 2 : -1;
  }

  boolean isOfAll() {
    return methods.isEmpty() && path.toString().equals("/");
  }

  /** Returns whether both take the same requests, so that neither is more specific. */
  boolean isLike(Protection other) {
    if (!below().takesTheSameAs(other.below())) {
      return false;
    }
    var both = new TreeSet<>(methods);
    both.retainAll(other.methods);
    return !both.isEmpty() || (methods.isEmpty() && other.methods.isEmpty());
  }

  /** Returns {@code POST:/chat}. */
  @Override
  public String toString() {
    return methods.isEmpty()
        ? path.toString()
        : String.join(",", new TreeSet<>(methods)) + ":" + path;
  }
}
