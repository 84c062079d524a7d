package httpd.exec;

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
 * A small process that outlives a server that was killed, to end the groups that it has left. It
 * reads which groups there are from a pipe whose other end closes with the server, whatever ends
 * that; then it sends TERM to those that remain, and KILL a second later.
 *
 * <p>Started with the first command, in a session of its own, so that a Ctrl-C does not reach it.
 * One for the process; it ends with it.
 */
final class OrphanReaper {

  private static final System.Logger LOG = ServerLog.ofOperator();

  /** How it can be told in a list of processes. */
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

  void add(int group) throws IOException {
    lock.lock();
    try {
      groups.add(group);
      if (process == null || !process.isAlive()) {
        process = start();
        for (int one : groups) {
          tell(process, "+" + one);
        }
      } else {
        tell(process, "+" + group);
      }
    } finally {
      lock.unlock();
    }
  }

  void remove(int group) {
    lock.lock();
    try {
      if (groups.remove(group) && process != null && process.isAlive()) {
        tell(process, "-" + group);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the guard of commands has gone; the next is a new one");
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

  private static void tell(Process process, String line) throws IOException {
    var pipe = process.getOutputStream();
    pipe.write((line + "\n").getBytes(US_ASCII));
    pipe.flush();
  }
}
