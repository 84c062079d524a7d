package httpd.redis;

import httpd.topic.StoreUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What became of a command that has failed. */
final class Failures {

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  /** Errors that pass, or that an operator mends; Redis has not done what was asked for. */
  private static final Set<String> PASSING =
      Set.of(
          "BUSY",
          "LOADING",
          "MASTERDOWN",
          "MISCONF",
          "NOAUTH",
          "NOPERM",
          "NOREPLICAS",
          "OOM",
          "READONLY",
          "UNKILLABLE",
          "WRONGPASS");

  /** Errors after which another connection may reach a server that does it. */
  private static final Set<String> ELSEWHERE =
      Set.of("LOADING", "MASTERDOWN", "NOAUTH", "READONLY", "UNKILLABLE", "WRONGPASS");

  /** What begins the errors of scripts before Redis 7; the error of the command is at the end. */
  private static final String IN_SCRIPT = "ERR Error running script";

  private Failures() {}

  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? cause(failure.getCause())
        : failure;
  }

  /** What a caller is told. */
  static IOException told(String server, Throwable failure) {
    var cause = cause(failure);
    if (cause instanceof StoreUnavailableException told) {
      return told;
    }
    if (!(cause instanceof RedisCommandExecutionException)) {
      return StoreUnavailableException.unanswered(
          "no answer from " + server + ": " + reason(cause), cause);
    }
    return PASSING.contains(code(cause))
        ? StoreUnavailableException.refused(server + " refused it: " + cause.getMessage())
        : new IOException(server + " answered an error: " + cause.getMessage(), cause);
  }

  /** Why the server will not be usable before an operator does something; null if it may be. */
  static @Nullable RedisRefusedException refusal(String server, Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      var message = String.valueOf(each.getMessage());
      if (each instanceof RedisRefusedException refused) {
        return refused;
      }
      if (message.startsWith("WRONGPASS") || message.startsWith("ERR invalid password")) {
        return new RedisRefusedException(
            server + " refused the user or the password",
            "put PASSWORD, or USER:PASSWORD, into the file of --redis-auth");
      }
      if (message.startsWith("NOAUTH")) {
        return new RedisRefusedException(
            server + " wants a password", "write it to a file and give --redis-auth FILE");
      }
      if (message.startsWith("NOPERM")) {
        return new RedisRefusedException(
            server + " does not let this user do what logs need: " + message,
            "give the user of --redis-auth the keys of the target, and +@all -@admin +info");
      }
      if (each instanceof SSLHandshakeException) {
        return new RedisRefusedException(
            server + " was not trusted: " + reason(each),
            "HTTPD_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE names a key store with its"
                + " certificate authority");
      }
      if (message.startsWith("ERR DB index")) {
        return new RedisRefusedException(
            server + " has no database of that number", "?db=N names a database, 0 to 15 mostly");
      }
    }
    return null;
  }

  static boolean isMissingScript(Throwable failure) {
    return code(cause(failure)).equals("NOSCRIPT");
  }

  /** Whether the connection is of no use any more. */
  static boolean wantsOtherConnection(Throwable failure) {
    var cause = cause(failure);
    return !(cause instanceof RedisCommandExecutionException) || ELSEWHERE.contains(code(cause));
  }

  static String reason(Throwable failure) {
    var cause = cause(failure);
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof ConnectException && each.getMessage() != null) {
        return ofSystem(each.getMessage());
      }
    }
    var message = cause.getMessage();
    var own = message == null ? cause.getClass().getSimpleName() : message;
    var below = cause.getCause();
    return below == null || below.getMessage() == null || own.contains(below.getMessage())
        ? own
        : own + ": " + below.getMessage();
  }

  /**
   * What the system says, without the call of Netty: {@code ... error(-111): Connection refused}.
   */
  private static String ofSystem(String message) {
    int number = message.indexOf("error(");
    int end = number < 0 ? -1 : message.indexOf("): ", number);
    return end < 0 ? message : message.substring(end + "): ".length());
  }

  private static String code(Throwable cause) {
    var message = cause.getMessage();
    if (!(cause instanceof RedisCommandExecutionException) || message == null) {
      return "";
    }
    int inner = message.startsWith(IN_SCRIPT) ? message.lastIndexOf(": -") : -1;
    return message.substring(inner < 0 ? 0 : inner + 3).split(" ", 2)[0];
  }

  /** How long to wait after so many failures: doubled after each, with a jitter of half of it. */
  static long pauseMillis(int failures) {
    long usual = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 10));
    return usual / 2 + ThreadLocalRandom.current().nextLong(usual / 2 + 1);
  }

  /** Waits for an answer, on a thread that may wait. */
  static <T extends @Nullable Object> T await(CompletableFuture<T> answer) throws IOException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      var cause = e.getCause();
      throw cause != null && cause(cause) instanceof IOException told ? told : new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for Redis");
    }
  }
}
