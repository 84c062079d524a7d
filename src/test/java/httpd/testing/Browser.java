package httpd.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A Chromium without a window, with a profile of its own; both are gone when it is closed. Tabs are
 * in a context, which shares no cookies, caches or connections with the next one.
 */
public final class Browser implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final Duration START = Duration.ofSeconds(40);
  private static final long END_SECONDS = 20;

  /** The browsers that run. */
  private static final Set<Long> PROCESSES = ConcurrentHashMap.newKeySet();

  private final Path profile;
  private final Process process;
  private final DevTools tools;
  private String context = "";

  private Browser(String program, List<String> flags) throws IOException {
    profile = Files.createTempDirectory("browser");
    var command = new ArrayList<String>();
    command.add(program);
    command.addAll(flags);
    command.addAll(
        List.of(
            "--headless=new",
            "--no-sandbox", // It has only our own pages, and root has no other way.
            "--disable-gpu",
            "--disable-breakpad",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank"));
    process =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    PROCESSES.add(process.pid());
    try {
      tools = new DevTools(address());
    } catch (RuntimeException | Error | IOException e) {
      end();
      throw e;
    }
  }

  /** The program of one that is installed, if one is. */
  private static Optional<String> installed() {
    return NAMES.stream().filter(Installed::isOnThePath).findFirst();
  }

  /** Skips the test, and says why, if none is installed. */
  public static void require() {
    assumeTrue(installed().isPresent(), "no Chromium is on the PATH: browsers are not tried");
  }

  /** Starts the one that is installed, with more flags. */
  public static Browser start(String... flags) throws IOException {
    return new Browser(installed().orElseThrow(), List.of(flags));
  }

  /** Begins a context for the tabs that are opened from now on. */
  public void beginContext() {
    context =
        (String) Json.at(tools.call(null, "Target.createBrowserContext", "{}"), "browserContextId");
  }

  /** Closes the tabs of the context. */
  public void endContext() {
    tools.call(
        null,
        "Target.disposeBrowserContext",
        "{\"browserContextId\":%s}".formatted(Json.quote(context)));
    tools.forget();
  }

  /** Whether a process is a browser that runs, or one of its own. */
  static boolean owns(ProcessHandle process) {
    return Stream.iterate(Optional.of(process), Optional::isPresent, p -> p.get().parent())
        .anyMatch(p -> PROCESSES.contains(p.get().pid()));
  }

  /** A tab with a page, which is being loaded. */
  public Tab open(String address) {
    var create = "{\"url\":\"about:blank\",\"browserContextId\":%s}".formatted(Json.quote(context));
    var target = tools.call(null, "Target.createTarget", create);
    var attach =
        "{\"flatten\":true,\"targetId\":%s}"
            .formatted(Json.quote((String) Json.at(target, "targetId")));
    var session = tools.call(null, "Target.attachToTarget", attach);
    return new Tab(tools, (String) Json.at(session, "sessionId")).load(address);
  }

  @Override
  public void close() throws Exception {
    try (tools) {
      tools.call(null, "Browser.close", "{}");
    } finally {
      end();
    }
  }

  /** It writes where it listens into a file once it does. */
  private URI address() throws IOException {
    var file = profile.resolve("DevToolsActivePort");
    Eventually.isFine(
        START,
        () -> {
          boolean isThere = Files.exists(file) && lines(file).size() == 2;
          return isThere || !process.isAlive() ? null : "the browser does not listen";
        });
    var lines = lines(file);
    return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new AssertionError("the browser has not started: " + e, e);
    }
  }

  private void end() throws IOException {
    var processes = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    var ends =
        CompletableFuture.allOf(
            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
    try {
      ends.get(END_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      processes.forEach(ProcessHandle::destroyForcibly);
      throw new AssertionError("the browser had to be killed", e);
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      PROCESSES.remove(process.pid());
      delete(profile);
    }
  }

  /** Its last processes may still be writing there. */
  private static void delete(Path folder) {
    Eventually.isFine(() -> {
      try (var files = Files.walk(folder)) {
        for (var file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
          Files.deleteIfExists(file);
        }
        return null;
      } catch (IOException | java.io.UncheckedIOException e) {
        return "cannot delete " + folder + ": " + e;
      }
    });
  }
}
