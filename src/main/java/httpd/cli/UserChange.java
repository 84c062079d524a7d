package httpd.cli;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.cli.error.CommandException;
import httpd.cli.option.SystemUser;
import httpd.exec.posix.UserAccount;
import httpd.server.ServerConfig;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a process of root into one of another user, once its sockets listen and its files are open,
 * and only then opens the routes: no code of a handler runs as root. No connection is accepted
 * before that.
 *
 * <pre>
 *   root: log, certificates, sockets ──► become ──► the user: routes, connections
 * </pre>
 */
final class UserChange implements ServerConfig.BoundTask, Handler {

  /** The change has failed, with the command's error. */
  static final class FailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CommandException error;

    FailedException(CommandException error) {
      super(error);
      this.error = error;
    }

    CommandException error() {
      return error;
    }
  }

  private static final Handler NOT_OPENED =
      request -> {
        throw new IllegalStateException("the routes are not open");
      };

  private final UserAccount account;
  private final Routes routes;
  private volatile Handler router = NOT_OPENED;

  private UserChange(UserAccount account, Routes routes) {
    this.account = account;
    this.routes = routes;
  }

  /**
   * Prepares the change.
   *
   * @throws CommandException if there is no such user or group, or this is not a process of root
   */
  static UserChange of(SystemUser user, Routes routes) throws CommandException {
    return new UserChange(account(user), routes);
  }

  /** Checks that a process like this one can become a user, if one is given. */
  static void check(@Nullable SystemUser user) throws CommandException {
    if (user != null) {
      account(user);
    }
  }

  private static UserAccount account(SystemUser user) throws CommandException {
    if (!UserAccount.isRoot()) {
      throw CommandException.wrong(
          "--user " + user + ": only root becomes another user",
          "leave it out: httpd runs as the user who starts it");
    }
    var account = UserAccount.find(user.name());
    if (account != null && user.group() != null) {
      account = account.withGroup(user.group());
    }
    if (account == null || account.user() == 0) {
      throw CommandException.wrong(
          "--user " + user + ": the C library does not know it, or it is root",
          "`getent passwd` and `getent group` have the names");
    }
    if (bequeaths()) {
      throw CommandException.wrong(
          "--user " + user + ": commands would inherit capabilities of this process",
          "start it without inheritable ones: `setpriv --inh-caps=-all httpd ...`");
    }
    return account;
  }

  private static boolean bequeaths() {
    try {
      return UserAccount.mayBequeath();
    } catch (IOException unknown) {
      return false; // The change fails then, since it looks at the threads there too.
    }
  }

  /** The environment, as it is for programs of the user. */
  static Map<String, String> environment(SystemUser user, Map<String, String> ofRoot) {
    var account = UserAccount.find(user.name());
    var own = new HashMap<>(ofRoot);
    own.putAll(account == null ? Map.of() : account.environment());
    return own;
  }

  @Override
  public void run() {
    try {
      account.become();
    } catch (IOException e) {
      throw new FailedException(
          CommandException.failed(
              "--user " + account.name() + ": cannot become it: " + e.getMessage(),
              "root needs CAP_SETUID and CAP_SETGID; a service manager has User= for it",
              e));
    }
    System.setProperty("user.name", account.name());
    System.setProperty("user.home", account.home());
    try {
      router = routes.open();
    } catch (CommandException e) {
      throw new FailedException(e);
    }
  }

  @Override
  public Response handle(Request request) throws Exception {
    return router.handle(request);
  }

  @Override
  public boolean mayBlock(Request request) {
    return router.mayBlock(request);
  }

  @Override
  public Response refused(Request request, HttpException why) throws Exception {
    return router.refused(request, why);
  }

  @Override
  public String toString() {
    return router.toString();
  }
}
