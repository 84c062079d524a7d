package httpd.cli;

import httpd.cli.output.Console;
import httpd.cli.output.ErrorFormatter;
import httpd.cli.output.StderrLog;
import httpd.cli.process.JvmRestart;
import httpd.cli.process.StopSignals;
import httpd.net.NettyLog;

/** Starts the program. */
public final class Main {

  private Main() {}

  /** Runs the command, and exits with its code. */
  public static void main(String... arguments) {
    JvmRestart.putRight(Main.class);
    setUnlessSet("io.netty.jfr.enabled", "false"); // Its events cost 160 ms of start.
    // It would follow one buffer in 128 with a stack trace, 1.6 % of a short request.
    setUnlessSet("io.netty.leakDetection.level", "disabled");
    // Of the ids of channels, which never leave the process; Netty asks the system for them.
    setUnlessSet("io.netty.machineId", "00:00:00:00:00:01");
    setUnlessSet("io.netty.processId", "1");
    setUpVirtualThreads();
    var errors = setUpLogging();
    var console = Console.ofTheProcess();
    JvmRestart.warning().ifPresent(console::warning);
    var signals = StopSignals.install(console.terminal());
    var exitCode = new HttpdCommand(console, signals, System.getenv()).run(arguments);
    errors.close();
    signals.finished();
    System.exit(exitCode.number());
  }

  /** Several carriers, since a computing iterator or a blocking read of a pipe holds one. */
  private static void setUpVirtualThreads() {
    int parallelism = Math.max(2, Runtime.getRuntime().availableProcessors());
    setUnlessSet("jdk.virtualThreadScheduler.parallelism", Integer.toString(parallelism));
    setUnlessSet(
        "jdk.virtualThreadScheduler.maxPoolSize", Integer.toString(Math.max(4096, parallelism)));
  }

  /** Time, level and message on one line, not on two, unless the user wants something else. */
  private static StderrLog setUpLogging() {
    if (!StderrLog.isConfigured() && System.getProperty(ErrorFormatter.FORMAT) == null) {
      NettyLog.useForTheProcess();
    }
    setUnlessSet(ErrorFormatter.FORMAT, "%1$tT %4$s %5$s%6$s%n");
    return StderrLog.install();
  }

  private static void setUnlessSet(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
