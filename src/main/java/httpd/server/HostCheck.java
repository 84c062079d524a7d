package httpd.server;

import httpd.HttpException;
import httpd.Request;
import httpd.http.RequestHost;
import httpd.http.UnixPeer;
import httpd.line.log.ServerLog;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests to names that are not the server's, against DNS rebinding: an attacker points
 * the name of a page at an address that only its reader can reach, which the browser then takes for
 * the page's own origin.
 *
 * <p>Names are checked on loopback, and wherever some are configured; requests over a unix-domain
 * socket are not on loopback. Names of a single label are not in the public DNS, and many scripts
 * use them: they are refused only to browsers.
 */
final class HostCheck {

  private static final System.Logger LOG = ServerLog.ofOperator();
  private static final int MISDIRECTED = 421;

  /** The most names that are logged, so that no client fills the log. */
  private static final int MOST_TOLD = 16;

  private static final int LONGEST_TOLD = 100;

  private final Set<String> names;
  private final boolean loopback;
  private final Set<String> told = new HashSet<>();

  private volatile String fine = "";

  HostCheck(SitePolicy policy, boolean loopback) {
    this.names = policy.hosts();
    this.loopback = loopback;
  }

  /**
   * Checks a request.
   *
   * @throws HttpException if it is for a name that is not the server's
   */
  void check(Request request) {
    var field = request.header("Host");
    if (field == null || field.equals(fine)) {
      return;
    }
    boolean onLoopback = loopback && !isUnix(request);
    if (isOff(onLoopback)) {
      return;
    }
    var host = RequestHost.parse(field);
    if (host != null && isOurs(host, onLoopback)) {
      fine = onLoopback || !loopback ? field : fine;
    } else if (host == null || !isLocalName(host) || BrowserMarks.any(request.headers())) {
      refuse(host);
    }
  }

  /** No browser reaches a unix-domain socket, only a proxy, which knows its names. */
  private static boolean isUnix(Request request) {
    return UnixPeer.is(request.client().localAddress().getAddress());
  }

  private boolean isOff(boolean onLoopback) {
    return names.contains(SitePolicy.ANY_HOST) || (!onLoopback && names.isEmpty());
  }

  private boolean isOurs(RequestHost host, boolean onLoopback) {
    return host.isLoopback() || names.contains(host.name()) || (!onLoopback && host.isLiteral());
  }

  /** HTTP/1.1 has an empty field where the target has no authority; no browser sends one. */
  private static boolean isLocalName(RequestHost host) {
    return host.isSingleLabel() || (host.name().isEmpty() && host.port() < 0);
  }

  private void refuse(@Nullable RequestHost host) {
    var option = "--host " + (host != null && mayBeGiven(host) ? host.name() : "NAME");
    tell(host, option);
    throw new HttpException(
        MISDIRECTED,
        "This server answers to localhost and to names that it was given; to give it this one,"
            + " start it with "
            + option);
  }

  private static boolean mayBeGiven(RequestHost host) {
    return (host.isName() || host.isLiteral()) && host.name().length() <= LONGEST_TOLD;
  }

  private void tell(@Nullable RequestHost host, String option) {
    var name = host == null ? "" : cut(host.name());
    synchronized (told) {
      if (told.size() == MOST_TOLD || !told.add(name)) {
        return;
      }
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "answered 421 to a request for the host \"%s\", which is not a name of this server; %s makes"
                .formatted(name, option)
            + " it one");
  }

  private static String cut(String name) {
    return name.length() <= LONGEST_TOLD ? name : name.substring(0, LONGEST_TOLD) + "...";
  }
}
