package httpd.cli.process;

import httpd.net.ErrorText;
import httpd.net.NotifySocket;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the service manager that has started this process what it does (sd_notify(3), {@code
 * Type=notify} and {@code Type=notify-reload}). Its methods do nothing if no service manager has
 * started the process. Safe for all threads.
 */
public final class ServiceManager {

  private static final String SOCKET = "NOTIFY_SOCKET";
  private static final String WATCHDOG = "WATCHDOG_USEC";
  private static final String WATCHED_PROCESS = "WATCHDOG_PID";
  private static final Duration MARGIN = Duration.ofSeconds(15);

  private final @Nullable NotifySocket socket;
  private final Duration patience;
  private final Consumer<String> warnings;
  private boolean failing;
  private boolean stopping;

  private ServiceManager(
      @Nullable NotifySocket socket, Duration patience, Consumer<String> warnings) {
    this.socket = socket;
    this.patience = patience;
    this.warnings = warnings;
  }

  /** Finds the manager in the environment; {@code warnings} takes what cannot be told to it. */
  public static ServiceManager of(
      Map<String, String> environment, long process, Consumer<String> warnings) {
    var name = environment.getOrDefault(SOCKET, "");
    boolean isKnown = name.startsWith("/") || name.startsWith("@");
    if (!name.isEmpty() && !isKnown) {
      warnings.accept(SOCKET + "=" + name + " is neither a path nor a name that begins with @");
    }
    return new ServiceManager(
        isKnown ? new NotifySocket(name) : null, patience(environment, process), warnings);
  }

  private static Duration patience(Map<String, String> environment, long process) {
    var micros = environment.getOrDefault(WATCHDOG, "");
    var watched = environment.getOrDefault(WATCHED_PROCESS, Long.toString(process));
    return micros.matches("[0-9]{1,15}") && watched.equals(Long.toString(process))
        ? Duration.of(Long.parseLong(micros), TimeUnit.MICROSECONDS.toChronoUnit())
        : Duration.ZERO;
  }

  /** The time after which a process that tells nothing is restarted; zero for no watchdog. */
  public Duration patience() {
    return socket == null ? Duration.ZERO : patience;
  }

  /** It serves; {@code status} is what the manager shows. */
  public void ready(String status) {
    tell("READY=1\nSTATUS=" + status);
  }

  /** It reads its files again; {@link #ready} follows. */
  public void reloading() {
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime()); // CLOCK_MONOTONIC, on Linux.
    tell("RELOADING=1\nMONOTONIC_USEC=" + micros + "\nSTATUS=Reloading");
  }

  /** It stops, which may take as long as the drain. Nothing is told after that. */
  public synchronized void stopping(Duration drain) {
    long micros = drain.plus(MARGIN).toNanos() / TimeUnit.MICROSECONDS.toNanos(1);
    tell("STOPPING=1\nSTATUS=Stopping\nEXTEND_TIMEOUT_USEC=" + micros);
    stopping = true;
  }

  /** It is alive. */
  void alive() {
    tell("WATCHDOG=1");
  }

  private synchronized void tell(String message) {
    if (socket == null || stopping) {
      return;
    }
    try {
      socket.send(message);
      failing = false;
    } catch (IOException e) {
      if (failing) {
        return; // It was said.
      }
      failing = true;
      var what = message.lines().findFirst().orElse("");
      warnings.accept("the service manager was not told " + what + ": " + ErrorText.reason(e));
    }
  }
}
