package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * This machine's file system as it would be after some commands: they run in it as root, in
 * namespaces of their own, and what they write lies in memory and is lost at their end.
 *
 * <p>In it there is no JDK in the usual places, and {@code changes} prints what was written.
 */
final class OverlayRoot {

  private static final String ENTER =
      """
      set -eu
      mount -t tmpfs tmpfs "$1"
      mkdir "$1/upper" "$1/work" "$1/root"
      mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
      mount -t proc proc "$1/root/proc"
      mount --rbind /dev "$1/root/dev"
      mount -t tmpfs tmpfs "$1/root/tmp"
      [ ! -d "$1/root/usr/lib/jvm" ] || mount -t tmpfs tmpfs "$1/root/usr/lib/jvm"
      mkdir "$1/root/tmp/packages"
      mount --bind "$2" "$1/root/tmp/packages"
      """;

  private static final String RUN =
      """
      code=0
      chroot "$1/root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \\
        sh -euc "$3" >&3 || code=$?
      (cd "$1/upper" && find . ! -type d) >"$4"
      exit $code
      """;

  /** An installation makes caches, which takes its time on a busy machine. */
  private static final long LIMIT_SECONDS = 300;

  private final Path directory;
  private final Path packages;

  /** Files that the last commands wrote or removed, as absolute paths. */
  private List<String> changes = List.of();

  /** Skips the test, with a word, unless this user may have such a file system. */
  OverlayRoot(Path directory, Path packages) throws Exception {
    this.directory = directory;
    this.packages = packages;
    var tried = start("true");
    assumeTrue(tried.code() == 0, "no file system of its own for the package: " + tried.err());
  }

  /** Runs a script; the packages lie in {@code /tmp/packages}. Its standard output. */
  String run(String script) throws Exception {
    var result = start(script);
    assertEquals(0, result.code(), () -> result.out() + result.err());
    return result.out();
  }

  List<String> changes() {
    return changes;
  }

  private Launched.Result start(String script) throws Exception {
    var mount = Files.createDirectories(directory.resolve("mount"));
    var list = directory.resolve("changes");
    var command = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork"));
    command.addAll(List.of("sh", "-c", "exec 3>&1 >&2\n" + ENTER + RUN, "sh"));
    Stream.of(mount, packages, script, list).map(Object::toString).forEach(command::add);
    try (var started = Launched.start(directory, Map.of(), command)) {
      if (!started.process().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("no end after " + LIMIT_SECONDS + " s: " + started.readOut());
      }
      var result = started.await();
      if (Files.exists(list)) {
        changes = Files.readAllLines(list).stream().map(file -> file.substring(1)).toList();
      }
      return result;
    }
  }
}
