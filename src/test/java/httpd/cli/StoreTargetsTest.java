package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.cli.option.OptionParser;
import httpd.disk.DiskSettings;
import httpd.disk.DiskStore;
import httpd.disk.SyncPolicy;
import httpd.topic.Retention;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Logs on disk": directories on the command line. */
class StoreTargetsTest extends CommandTest {

  private static SyncPolicy sync(String... arguments) {
    return new OptionParser(Map.of()).parse(arguments).options().sync();
  }

  private static Retention keep(String... arguments) {
    return new OptionParser(Map.of()).parse(arguments).options().keep();
  }

  @Test
  @DisplayName("DK-20 --sync takes always, os and a time")
  void syncs() {
    assertEquals(new SyncPolicy(Duration.ofMillis(100)), sync("text:x"));
    assertEquals(SyncPolicy.ALWAYS, sync("--sync", "always", "text:x"));
    assertEquals(SyncPolicy.BY_SYSTEM, sync("--sync=os", "text:x"));
    assertEquals(new SyncPolicy(Duration.ofSeconds(2)), sync("--sync=2s", "text:x"));
  }

  @Test
  @DisplayName("DK-21 --keep bounds bytes, age and number, each of which may be off or left out")
  void keeps() {
    long any = Long.MAX_VALUE;
    assertEquals(Retention.ALL, keep("text:x"));
    assertEquals(new Retention(any, 1L << 30, null), keep("--keep=1g", "text:x"));
    assertEquals(
        new Retention(100, 5000, Duration.ofDays(7)), keep("--keep=5000,7d,100", "text:x"));
    assertEquals(new Retention(3, any, null), keep("--keep=off,off,3", "text:x"));
    assertEquals(new Retention(any, any, Duration.ofHours(12)), keep("--keep=off,12h", "text:x"));
  }

  @Test
  @DisplayName("DK-22 two routes share the store of a directory, and the next run finds it closed")
  void shared() {
    for (int i = 0; i < 2; i++) {
      var code =
          run(
              () -> assertTrue(err().contains("listening on")),
              false,
              inFolder("--port=0 --log=off /a=hub:~/store /b=hub:~/sub/../store").split(" "));
      assertEquals(ExitCode.STOPPED, code, err());
      assertTrue(Files.isDirectory(folder.resolve("store/logs")));
    }
  }

  private void refused(ExitCode code, String message, String hint, String place) {
    assertEquals(code, run(inFolder("/x=hub:" + place)), err());
    assertTrue(err().endsWith(inFolder(message + "\n  hint: " + hint + "\n")), err());
  }

  @Test
  @DisplayName("DK-23 a directory that cannot be opened ends the command before it listens; DK-5")
  void refused() throws Exception {
    Files.createFile(folder.resolve("sub/mail"));
    refused(
        ExitCode.WRONG_ARGUMENTS,
        "httpd: /x=hub:~/app.log: ~/app.log is a file, not a directory",
        "name a directory for the logs",
        "~/app.log");
    refused(
        ExitCode.WRONG_ARGUMENTS,
        "httpd: /x=hub:~/no/store: the directory ~/no/store cannot be made: there is no ~/no",
        "make ~/no first",
        "~/no/store");
    refused(
        ExitCode.WRONG_ARGUMENTS,
        "httpd: /x=hub:~/sub: the directory ~/sub has something else in it: mail",
        "name an empty directory, or one that httpd has made for logs",
        "~/sub");
    try (var _ = DiskStore.open(folder.resolve("store"), DiskSettings.DEFAULT)) {
      refused(
          ExitCode.FAILED,
          "httpd: /x=hub:~/store: the directory ~/store is in use by this process already",
          "stop that process, or name another directory: one process writes a log",
          "~/store");
    }
  }

  @Test
  @DisplayName("DK-24 --check finds a directory that cannot be opened, and makes none")
  void checked() {
    var wrong = run(inFolder("--check /x=hub:~/app.log /y=streams:~/no/store").split(" "));
    assertEquals(ExitCode.WRONG_ARGUMENTS, wrong);
    assertTrue(err().contains("is a file, not a directory"), err());
    assertTrue(err().contains("cannot be made"), err());
    assertEquals(ExitCode.STOPPED, run(inFolder("--check /x=hub:~/store").split(" ")), err());
    assertFalse(Files.exists(folder.resolve("store")));
  }

  @Test
  @DisplayName("DK-25 an address in place of a directory is refused")
  void addresses() {
    for (var address : List.of("redis:h/k", "rediss://", "REDIS:h", "http://h/k")) {
      assertEquals(ExitCode.WRONG_ARGUMENTS, run("--check", "hub:" + address), address);
      assertTrue(err().contains("write hub:redis://HOST:PORT/KEY"), err());
    }
    assertEquals(ExitCode.STOPPED, run("--check", inFolder("hub:~/redis:h")), err());
  }

  @Test
  @DisplayName("C-122 an option of stores or recordings that no target uses is named")
  void unused() {
    var all = "--sync=os --keep=1g --redis-auth=~/app.log --durable-keep=1m --check ";
    assertEquals(ExitCode.STOPPED, run(inFolder(all + "text:x").split(" ")), err());
    assertEquals(
        """
        httpd: --sync has no effect: no target keeps events in a directory
        httpd: --keep has no effect: no target keeps events in a directory or in Redis
        httpd: --redis-auth has no effect: no target is in Redis
        httpd: --durable-keep has no effect: no target is durable+ or a handler
        """,
        err());
    var notes = err();
    run(inFolder("--sync=os --keep=1g --check hub:~/store").split(" "));
    run(inFolder("--sync=os --durable=~/runs --check durable+exec:date").split(" "));
    assertEquals(notes, err(), "these are used");
  }

  @Test
  @DisplayName("RD-2 a file of --redis-auth that is missing is found by --check")
  void missingPassword() {
    var code = run(inFolder("--redis-auth=~/none --check hub:redis://h/k").split(" "));
    assertEquals(ExitCode.WRONG_ARGUMENTS, code);
    assertTrue(err().contains(inFolder("--redis-auth ~/none: no such file")), err());
  }
}
