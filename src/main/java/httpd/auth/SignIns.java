package httpd.auth;

import httpd.Request;
import httpd.auth.PasswordChecks.Outcome;
import java.net.InetAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What all files of a server share: who has failed and has to wait, and the checks of passwords.
 *
 * @param proxies whose {@code X-Forwarded-For} is trusted
 */
record SignIns(FailedAttempts failures, PasswordChecks checks, Predicate<InetAddress> proxies) {

  /** What became of credentials. */
  sealed interface Result {

    /** They are those of a user. */
    record Right() implements Result {}

    /** They are not. */
    record Wrong() implements Result {}

    /** They were not checked. */
    record Later(int status, long seconds, String why) implements Result {}
  }

  private static final Result RIGHT = new Result.Right();
  private static final Result WRONG = new Result.Wrong();

  ClientNetwork client(Request request) {
    return ClientNetwork.of(request, proxies);
  }

  /** Counts wrong credentials, which are not looked at from a client that has to wait. */
  Result wrong(ClientNetwork client) {
    var later = later(client);
    if (later != null) {
      return later;
    }
    failures.failed(client);
    return WRONG;
  }

  /**
   * Whether a password needs no check. A client that has to wait learns nothing of those that
   * others have sent: it could try as many as the network carries.
   */
  boolean isKnown(Users users, byte[] id, ClientNetwork client) {
    return users.isVerified(id) && (users.isOf(id, client) || failures.secondsToWait(client) == 0);
  }

  /** Checks a password. Blocks; never on an event loop. */
  Result check(Users users, Credentials.Password given, ClientNetwork client)
      throws InterruptedException {
    var id = users.id(given);
    if (isKnown(users, id, client)) {
      return RIGHT;
    }
    var later = users.isOf(id, client) ? null : later(client);
    if (later != null) {
      return later;
    }
    var known = users.password(given.name());
    var hash = known == null ? users.decoy(given.name()) : known;
    if (hash == null || !PasswordHash.mayBe(given.password())) {
      failures.failed(client);
      return WRONG;
    }
    var outcome =
        checks.await(
            id,
            client,
            failures.count(client),
            () -> hash.matches(given.password()) && known != null);
    return result(outcome, users, id, client);
  }

  private Result result(Outcome outcome, Users users, byte[] id, ClientNetwork client) {
    return switch (outcome) {
      case RIGHT -> {
        users.verified(id, client);
        yield RIGHT;
      }
      case WRONG -> {
        failures.failed(client);
        yield WRONG;
      }
      case BUSY -> new Result.Later(503, 1, "The server checks as many passwords as it may");
      case TOO_MANY -> new Result.Later(429, 1, "Several passwords are being checked already");
    };
  }

  private @Nullable Result later(ClientNetwork client) {
    long seconds = failures.secondsToWait(client);
    return seconds == 0
        ? null
        : new Result.Later(429, seconds, "Wrong credentials were sent several times; wait");
  }
}
