package httpd.testing;

import io.netty.util.LeakPresenceDetector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves a thread, a virtual thread, a child process, an open file, a socket or a
 * Netty buffer behind. Registered for every test.
 */
public final class NothingLeftOver implements BeforeEachCallback, AfterEachCallback {

  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(NothingLeftOver.class);

  /** Threads that the JDK and Netty keep for the whole process, whoever asked first. */
  private static final Pattern OF_THE_PROCESS =
      Pattern.compile(
          "ForkJoinPool.*|VirtualThread-.*|process reaper.*|Common-Cleaner|Cleaner-\\d+"
              + "|Attach Listener|Reference Handler|Finalizer|Signal Dispatcher|Notification Thread"
              + "|surefire.*|main|globalEventExecutor.*|InnocuousThread.*|.*-Poller|MasterPoller"
              + "|SIG.*|junit-.*|TaskRunner|OkHttp TaskRunner|Okio Watchdog|httpd-stdin"
              + "|httpd-upstream-shared.*|httpd-exec|httpd-exec-log|httpd-turns"
              + "|browser-wire-.*|HttpClient-\\d+-SelectorManager");

  /** The one process that lives as long as this one, to end what a killed server leaves. */
  private static final String GUARD = "httpd-exec-guard";

  private static final Pattern OF_THE_JVM =
      Pattern.compile(
          ".*\\.(jar|so|class|jsa|txt|lst)|.*/modules|/dev/.*|pipe:.*|anon_inode:.*|/proc/.*|/sys/.*"
              + "|.*surefire.*|.*failsafe.*|.*\\.dat|.*\\.mo");

  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)\\]");

  static {
    // The first socket and the first channel that are closed make the JDK open some for good.
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
      client.getOutputStream().flush();
      var pipe = Pipe.open();
      pipe.source().close();
      pipe.sink().close();
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What there is: what takes longest to read comes last. */
  private record Inventory(
      Map<String, String> files,
      List<String> threads,
      List<String> children,
      List<String> virtualThreads) {

    static Inventory read() {
      return new Inventory(
          NothingLeftOver.files(),
          NothingLeftOver.threads(),
          NothingLeftOver.children(),
          VirtualThreads.alive());
    }

    /** Reads what there is, up to the first that is not in this one; null if something is not. */
    Inventory unlessMore() {
      var open = NothingLeftOver.files();
      if (!files.entrySet().containsAll(open.entrySet())) {
        return null;
      }
      var running = NothingLeftOver.threads();
      if (!threads.containsAll(running)) {
        return null;
      }
      var processes = NothingLeftOver.children();
      if (!children.containsAll(processes)) {
        return null;
      }
      var alive = VirtualThreads.alive();
      return alive.size() > virtualThreads.size()
          ? null
          : new Inventory(open, running, processes, alive);
    }
  }

  /** What is left although it was not there before, as a text that is only read in a failure. */
  private record LeftOver(Inventory before) {

    @Override
    public String toString() {
      var now = Inventory.read();
      var threads = new TreeSet<>(now.threads);
      before.threads.forEach(threads::remove);
      var children = new TreeSet<>(now.children);
      before.children.forEach(children::remove);
      var files = new TreeSet<>(now.files.entrySet().stream().map(Object::toString).toList());
      before.files.entrySet().forEach(entry -> files.remove(entry.toString()));
      return "left over: threads %s, processes %s, files and sockets %s, virtual threads %s (were %s)"
          .formatted(
              threads,
              children,
              described(files),
              now.virtualThreads,
              before.virtualThreads.size());
    }
  }

  /**
   * The class whose test has ended last, and what was there then; null if it has left something.
   */
  private static Class<?> lastClass;

  private static Inventory last;

  /** Between two tests of a class nothing begins, so that the second need not look again. */
  @Override
  public void beforeEach(ExtensionContext context) {
    var before = context.getRequiredTestClass() == lastClass ? last : Inventory.read();
    context.getStore(SPACE).put("before", before);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var before = context.getStore(SPACE).remove("before", Inventory.class);
    lastClass = null;
    Eventually.isFine(() -> {
      last = before.unlessMore();
      return last == null ? new LeftOver(before) : null;
    });
    LeakPresenceDetector.check();
    lastClass = context.getRequiredTestClass();
  }

  private static List<String> described(Set<String> files) {
    return files.stream()
        .map(file -> SOCKET.matcher(file).replaceAll(NothingLeftOver::kind))
        .toList();
  }

  private static String kind(MatchResult socket) {
    return socket.group() + " (" + SocketNames.of(socket.group(1)) + ")";
  }

  private static List<String> threads() {
    // A thread that ended between the two calls is null.
    return Arrays.stream(
            ManagementFactory.getThreadMXBean()
                .getThreadInfo(ManagementFactory.getThreadMXBean().getAllThreadIds()))
        .filter(info -> info != null && !OF_THE_PROCESS.matcher(info.getThreadName()).matches())
        .map(info -> info.getThreadId() + " " + info.getThreadName())
        .toList();
  }

  private static List<String> children() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> !isGuard(process) && !Browser.owns(process))
        .map(process -> process.pid() + " " + process.info().command().orElse("?"))
        .toList();
  }

  private static boolean isGuard(ProcessHandle process) {
    return List.of(process.info().arguments().orElse(new String[0])).contains(GUARD);
  }

  private static Map<String, String> files() {
    var open = new HashMap<String, String>();
    var folder = Path.of("/proc/self/fd");
    if (!Files.isDirectory(folder)) {
      return open;
    }
    try (var descriptors = Files.newDirectoryStream(folder)) {
      for (var descriptor : descriptors) {
        var target = targetOf(descriptor);
        if (!OF_THE_JVM.matcher(target).matches()) {
          open.put(descriptor.getFileName().toString(), target);
        }
      }
    } catch (IOException e) {
      throw new AssertionError("cannot list " + folder, e);
    }
    return open;
  }

  private static String targetOf(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().replace(" (deleted)", "");
    } catch (IOException closedMeanwhile) {
      return "/dev/gone";
    }
  }
}
