package httpd.exec;

import httpd.Request;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The program that a request runs, as variables name it.
 *
 * @param pathEnd where the path of the script ends in that of the request; PATH_INFO begins there
 * @param file the program; null for a command
 * @param settings of its run
 */
record CgiScript(int pathEnd, @Nullable Path file, RunSettings settings) {

  /** The script ends where the part of the path begins that a route ending in / takes. */
  static CgiScript ofRoute(Request request, RunSettings settings) {
    var path = request.path();
    var below = request.below();
    int end = below == null ? path.length() : path.length() - below.length() - "/".length();
    return new CgiScript(end, null, settings);
  }

  /** The script is the first name below the route. */
  static CgiScript ofProgram(Request request, int nameLength, Path file, RunSettings settings) {
    int below = ProgramDirectory.below(request).length();
    int end = request.path().length() - below + nameLength;
    return new CgiScript(end, file, settings);
  }

  boolean authorization() {
    return settings.passesAuthorization();
  }

  /** Whether it is a CGI program, for which a variable without a value is not there. */
  boolean isCgi() {
    return settings.output() == OutputForm.CGI;
  }
}
