package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.testing.Eventually;
import httpd.testing.Installed;
import httpd.testing.NotifiedManager;
import httpd.testing.RawClient;
import httpd.testing.UnixClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program on unix-domain sockets, under a service manager, and as another user. */
class PlacesIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();
  private static final String SOCKET_ACTIVATE = "systemd-socket-activate";

  @TempDir Path directory;

  /** Others may enter it. */
  @BeforeEach
  void open() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path socket() {
    return directory.resolve("httpd.sock");
  }

  private Launched start(Map<String, String> environment, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(PROGRAM));
    command.addAll(List.of(arguments));
    return Launched.start(directory, environment, command);
  }

  /** What curl says of a path over the socket. */
  private Launched.Result curl(String path, String... options) throws Exception {
    var command = new ArrayList<>(List.of("curl", "-sS", "--unix-socket", socket().toString()));
    command.addAll(List.of(options));
    command.add("http://any" + path);
    return Launched.run(directory, command);
  }

  @Test
  @DisplayName("N-3, N-10, N-12 curl reads lines over a socket, and sees a cut as a cut")
  void socketFile() throws Exception {
    Installed.require("curl");
    var command = "/cut=exec:echo one; kill -9 $$";
    try (var httpd = start(Map.of(), "--bind", "unix:" + socket(), "/=text:over it", command)) {
      httpd.awaitErr("httpd: listening on unix:" + socket() + "\n");
      assertEquals("over it", curl("/").out());
      var cut = curl("/cut");
      assertEquals("one\n", cut.out());
      assertEquals(18, cut.code(), cut.err());
      var http2 = curl("/", "--http2-prior-knowledge", "-w", " %{http_version}");
      assertEquals("over it 2", http2.out());
      httpd.signal("KILL");
      httpd.await();
    }
    assertTrue(Files.exists(socket()), "a killed server leaves its socket");
    try (var httpd = start(Map.of(), "--bind", "unix:" + socket(), "text:again")) {
      httpd.awaitErr("listening");
      try (var client = new UnixClient(socket())) {
        client.get("/").readUntil("again");
      }
      httpd.signal("TERM");
      assertEquals(0, httpd.await().code());
      assertFalse(Files.exists(socket()));
    }
  }

  @Test
  @DisplayName("N-50 to N-52, N-55, N-60, N-62, N-76 the life of a service with passed sockets")
  void service() throws Exception {
    Installed.require(SOCKET_ACTIVATE);
    int port = freePort();
    try (var systemd = new NotifiedManager(directory.resolve("notify"))) {
      var command = new ArrayList<>(List.of(SOCKET_ACTIVATE, "-l", "127.0.0.1:" + port));
      command.addAll(List.of("-l", socket().toString(), "--fdname=web:local"));
      for (var variable : List.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "HTTPD_AOT", "PATH")) {
        command.addAll(List.of("-E", variable));
      }
      var shown =
          "/=exec:env | grep -E 'NOTIFY|LISTEN|WATCHDOG' ; ls -l /proc/self/fd | grep -c socket";
      command.addAll(List.of(PROGRAM, shown));
      var environment =
          Map.of("NOTIFY_SOCKET", systemd.name(), "WATCHDOG_USEC", "1000000", "HTTPD_AOT", "off");
      try (var httpd = Launched.start(directory, environment, command)) {
        Eventually.isFine(() -> httpd.readErr().contains("as 4") ? null : httpd.readErr());
        try (var early =
            new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
          early.send("GET / HTTP/1.1\nHost: localhost\n\n").readHead();
          assertEquals("2\n0\u240a\n", early.readUntil("\u240a\n"), "no variable, no descriptor");
        }
        assertTrue(
            systemd.awaitMessage("READY=1").contains("STATUS=Listening on http://127.0.0.1:"));
        assertEquals("WATCHDOG=1", systemd.awaitMessage("WATCHDOG"));
        try (var client = new UnixClient(socket())) {
          client.get("/").readUntil("0\n\n");
        }
        httpd.signal("HUP");
        systemd.awaitMessage("RELOADING=1\nMONOTONIC_USEC=");
        systemd.awaitMessage("READY=1");
        httpd.signal("TERM");
        systemd.awaitMessage("STOPPING=1");
        assertEquals(0, httpd.await().code());
        assertTrue(Files.exists(socket()), "the manager's socket stays");
      }
    }
  }

  private static int freePort() throws IOException {
    try (var probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  @Test
  @DisplayName(
      "N-77, N-80 to N-84, N-84.1 root becomes another user in all threads, before handlers run")
  void otherUser() throws Exception {
    assumeTrue(Files.isWritable(Path.of("/etc/passwd")), "only root becomes another user");
    var log = directory.resolve("access.log");
    Files.writeString(
        directory.resolve("Who.java"),
        "final String who = System.getProperty(\"user.name\") + System.getProperty(\"user.home\")\n"
            + " + canRead();\n"
            + "boolean canRead() { return"
            + " java.nio.file.Files.isReadable(java.nio.file.Path.of(\"/etc/shadow\")); }\n"
            + "String handle() { return who; }\n");
    try (var httpd =
        start(
            Map.of("HTTPD_AOT", "off"),
            "--user=nobody",
            "-p0",
            "--bind=127.0.0.1",
            "--bind=unix:" + socket() + ",mode=0666",
            "--log-file=" + log,
            "/id=exec:id -un; echo $USER $LOGNAME $HOME",
            "/j=Who.java")) {
      Eventually.isFine(
          Duration.ofSeconds(60), // The handler is compiled, without a cache.
          () -> httpd.readErr().contains("listening") ? null : httpd.readErr());
      try (var client = new UnixClient(socket())) {
        client.get("/id").readUntil("nobody\n");
        client.readUntil("nobody nobody /nonexistent\n");
        client.get("/j").readUntil("nobody/nonexistentfalse");
      }
      assertEquals(1, rights(httpd.pid()).size(), () -> rights(httpd.pid()).toString());
      var rights = rights(httpd.pid()).first();
      assertTrue(rights.matches("(?s).*Uid:\\s(\\d+)\\s\\1\\s\\1\\s\\1\n.*"), rights);
      assertFalse(rights.matches("(?s).*Uid:\\s0\\s.*"), rights);
      assertTrue(rights.matches("(?s)(.*Cap(Prm|Eff|Amb|Inh):\\s0+\n){4}.*"), rights);
      Files.delete(log);
      httpd.signal("HUP"); // It may not make the file again in a directory of root.
      httpd.awaitErr("httpd: cannot open the log " + log + " again: ");
      httpd.awaitErr("\n  hint: the file of before is still written;");
      httpd.signal("TERM");
      assertEquals(0, httpd.await().code());
    }
  }

  @Test
  @DisplayName("N-84.2 a process with inheritable capabilities does not become another user")
  void inheritable() throws Exception {
    assumeTrue(Files.isWritable(Path.of("/etc/passwd")), "only root becomes another user");
    Installed.require("setpriv");
    var command =
        List.of("setpriv", "--inh-caps=+chown", PROGRAM, "--user=nobody", "-p0", "text:x");
    try (var httpd = Launched.start(directory, Map.of("HTTPD_AOT", "off"), command)) {
      var result = httpd.await();
      assertEquals(2, result.code(), result.err());
      assertTrue(result.err().contains("commands would inherit capabilities"), result.err());
    }
  }

  private static NavigableSet<String> rights(long process) {
    var all = new TreeSet<String>();
    try (var threads = Files.newDirectoryStream(Path.of("/proc/" + process + "/task"))) {
      for (var thread : threads) {
        var lines = Files.readAllLines(thread.resolve("status"));
        all.add(
            String.join(
                    "\n",
                    lines.stream()
                        .filter(line -> line.matches("(Uid|Gid|Groups|Cap(?!Bnd).*):.*"))
                        .toList())
                + "\n");
      }
    } catch (IOException ended) {
      return rights(process);
    }
    return all;
  }
}
