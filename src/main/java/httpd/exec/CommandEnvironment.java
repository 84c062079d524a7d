package httpd.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.exec.posix.UserAccount;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a command: the server's own without the names of request variables, and
 * variables whose values are bytes.
 *
 * <p>The JDK encodes a value in the charset of the locale. A value that the charset cannot express
 * is written to the command's standard input instead, before the request body: a shell reads it
 * into its variable, without parsing it, and then becomes the command. The {@code read} of a shell
 * takes no byte after its line.
 */
final class CommandEnvironment {

  static final CommandEnvironment OWN = new CommandEnvironment(name -> false, Map.of());

  /** The charset in which the JDK encodes the environment. */
  private static final Charset CHARSET =
      Charset.forName(System.getProperty("sun.jnu.encoding", UTF_8.name()), UTF_8);

  /** A variable that the launcher has set only for the JVM. */
  private static final @Nullable String UNINHERITED = System.getProperty("httpd.uninherited");

  /** What a service manager has told this process alone (sd_notify(3), sd_listen_fds(3)). */
  private static final Set<String> OF_THE_SERVICE =
      Set.of(
          "NOTIFY_SOCKET",
          "WATCHDOG_USEC",
          "WATCHDOG_PID",
          "LISTEN_FDS",
          "LISTEN_PID",
          "LISTEN_FDNAMES");

  private final Predicate<String> dropped;
  private final Map<String, String> variables;
  private final Charset charset;

  /** The variables that a shell reads. */
  private final List<String> read;

  /** Adds variables, each byte of a value as a character, and drops names of the server's own. */
  CommandEnvironment(Predicate<String> dropped, Map<String, String> variables) {
    this(dropped, variables, CHARSET);
  }

  CommandEnvironment(Predicate<String> dropped, Map<String, String> variables, Charset charset) {
    this.dropped = dropped;
    this.variables = new TreeMap<>(variables);
    this.charset = charset;
    this.read =
        this.variables.entrySet().stream()
            .filter(variable -> !isExpressible(variable.getValue()))
            .map(Map.Entry::getKey)
            .toList();
  }

  /**
   * Changes the server's own environment to this. Variables that the shell reads are empty in it:
   * the shell exports only variables that it has inherited.
   */
  void applyTo(Map<String, String> own) {
    own.keySet()
        .removeIf(name ->
            dropped.test(name) || name.equals(UNINHERITED) || OF_THE_SERVICE.contains(name));
    var user = UserAccount.current();
    if (user != null) { // What root has started this process with leads to root's directories.
      own.putAll(user.environment());
    }
    variables.forEach((name, value) -> own.put(name, read.contains(name) ? "" : text(value)));
  }

  List<String> command(List<String> arguments) {
    if (read.isEmpty()) {
      return arguments;
    }
    var script = new StringBuilder();
    for (var name : read) {
      script.append("IFS= read -r ").append(name).append(" || exit\n");
      long more = variables.getOrDefault(name, "").chars().filter(c -> c == '\n').count();
      if (more > 0) {
        script.append(readMore(name, more));
      }
    }
    var all = new ArrayList<>(List.of("/bin/sh", "-c", script + "exec \"$@\"", "sh"));
    all.addAll(arguments);
    return all;
  }

  private static String readMore(String name, long lines) {
    return """
    HTTPD_LINES=%s
    while [ $HTTPD_LINES -gt 0 ]; do
      IFS= read -r HTTPD_LINE || exit
      %s=$%s'
    '$HTTPD_LINE
      HTTPD_LINES=$((HTTPD_LINES - 1))
    done
    unset HTTPD_LINE HTTPD_LINES
    """
        .formatted(lines, name, name);
  }

  /** Returns the bytes that the shell reads from standard input, before the request body. */
  byte[] lines() {
    var lines = new ByteArrayOutputStream();
    for (var name : read) {
      lines.writeBytes((variables.get(name) + "\n").getBytes(ISO_8859_1));
    }
    return lines.toByteArray();
  }

  /** The variables beside the server's own, each byte a character. */
  Map<String, String> variables() {
    return Map.copyOf(variables);
  }

  private boolean isExpressible(String value) {
    var bytes = new String(text(value).getBytes(charset), ISO_8859_1);
    return bytes.equals(value);
  }

  private String text(String value) {
    return new String(value.getBytes(ISO_8859_1), charset);
  }
}
