package httpd.cli.target;

import httpd.cli.error.CommandException;
import httpd.cli.error.NearestWord;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The methods that a route can name. */
public final class RouteMethods {

  /** Methods of HTTP, WebDAV and caches: a similar name is a mistake. */
  private static final List<String> KNOWN =
      List.of(
          ("GET HEAD POST PUT DELETE OPTIONS TRACE PATCH CONNECT QUERY PROPFIND PROPPATCH "
                  + "MKCOL COPY MOVE LOCK UNLOCK REPORT SEARCH PURGE LINK UNLINK ACL BIND UNBIND "
                  + "MERGE LABEL CHECKIN UPDATE CHECKOUT")
              .split(" "));

  private RouteMethods() {}

  public static boolean isKnown(String name) {
    return KNOWN.contains(upper(name));
  }

  public static String upper(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  /** The error of a method in a route argument. */
  public static Optional<CommandException> mistake(String method, String argument) {
    if (method.equals("CONNECT")) {
      return Optional.of(
          CommandException.wrong(
              argument + ": a CONNECT request has no path", "httpd is no forward proxy"));
    }
    return isKnown(method)
        ? Optional.empty()
        : NearestWord.to(method, KNOWN)
            .map(near ->
                CommandException.wrong(
                    argument + ": no such method " + method, "did you mean " + near + ":?"));
  }
}
