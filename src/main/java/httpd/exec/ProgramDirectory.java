package httpd.exec;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.HttpException;
import httpd.PercentEncoding;
import httpd.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A directory of programs. Only regular, executable files that are in it run: a link that leads out
 * of it leads nowhere, and so does a hidden name. It is looked up for each request, so it may be a
 * link that is changed, and programs may come and go.
 *
 * <p>A process that may write to the directory can replace a program between the look and the
 * start; it may put any program there anyway.
 *
 * @param path as it was given
 */
record ProgramDirectory(Path path) {

  /** The longest name of Linux, in bytes. */
  private static final int LONGEST_NAME = 255;

  /** The path below the route, as sent; without a route, below the root. */
  static String below(Request request) {
    var below = request.below();
    return below == null ? request.path().substring(1) : below;
  }

  /** The name of the program, as sent. */
  static String name(Request request) {
    var below = below(request);
    int slash = below.indexOf('/');
    return slash < 0 ? below : below.substring(0, slash);
  }

  /**
   * Finds a program.
   *
   * @param name a segment of a URL, untrusted
   * @return its real path
   * @throws HttpException 404 if the directory has no such program, 403 if it is not executable
   */
  Path find(Request request, String name) throws IOException {
    var decoded = PercentEncoding.decode(name);
    if (!isVisible(decoded)) {
      throw HttpException.notFound(request);
    }
    try {
      var root = path.toRealPath();
      var real = root.resolve(decoded).toRealPath();
      if (!real.startsWith(root) || !Files.isRegularFile(real)) {
        throw HttpException.notFound(request);
      }
      if (!Files.isExecutable(real)) {
        throw new HttpException(
            403, "403 Forbidden: this file is not executable; chmod +x lets the server run it");
      }
      return real;
    } catch (NoSuchFileException | InvalidPathException absent) {
      throw HttpException.notFound(request);
    }
  }

  /** Whether it can be one name on every system, and is not hidden by a dot. */
  private static boolean isVisible(String name) {
    return !name.isEmpty()
        && name.getBytes(UTF_8).length <= LONGEST_NAME
        && name.charAt(0) != '.'
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c < ' ' || c == 0x7f);
  }
}
