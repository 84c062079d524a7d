package httpd.exec.posix;

import static java.nio.charset.StandardCharsets.US_ASCII;

import httpd.line.log.ServerLog;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A small process that survives a server that is killed, and ends the process groups that the
 * server has left. It reads the groups from a pipe, which is closed when the server ends in any
 * way; then it sends TERM to the groups that remain, and KILL a second later.
 *
 * <p>Starts with the first command, in a session of its own, so that a Ctrl-C does not reach it.
 * There is one for the process.
 */
public final class OrphanReaper {

  private static final System.Logger LOG = ServerLog.ofOperator();

  static final String NAME = "httpd-exec-guard";

  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      cd /
      groups=' '
      while read -r line; do
        id=${line#?}
        case $line in
          +*) groups="$groups$id " ;;
          -*) case $groups in *" $id "*) groups="${groups%%" $id "*} ${groups#*" $id "}" ;; esac ;;
        esac
      done
      [ "$groups" = ' ' ] && exit
      for id in $groups; do kill -TERM -"$id"; kill -CONT -"$id"; done
      sleep 1
      for id in $groups; do kill -KILL -"$id"; done
      """;

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Set<Integer> groups = new TreeSet<>();
  private @Nullable Process process;

  public void add(int group) throws IOException {
    lock.lock();
    try {
      groups.add(group);
      if (process == null || !process.isAlive()) {
        process = start();
        for (int each : groups) {
          write(process, "+" + each);
        }
      } else {
        write(process, "+" + group);
      }
    } finally {
      lock.unlock();
    }
  }

  public void remove(int group) {
    lock.lock();
    try {
      if (groups.remove(group) && process != null && process.isAlive()) {
        write(process, "-" + group);
      }
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "the guard of commands has ended; the next command starts another");
    } finally {
      lock.unlock();
    }
  }

  private static Process start() throws IOException {
    var arguments = Session.leading(List.of("/bin/sh", "-c", SCRIPT, NAME));
    return new ProcessBuilder(arguments)
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }

  private static void write(Process process, String line) throws IOException {
    var pipe = process.getOutputStream();
    pipe.write((line + "\n").getBytes(US_ASCII));
    pipe.flush();
  }
}
