package httpd.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.route.Route;
import httpd.route.Router;
import httpd.testing.Eventually;
import httpd.testing.Installed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * docs/spec/cgi.md: programs of Debian's packages answer as behind Apache httpd. Without apache2
 * the test is skipped; programs that are not installed are left out.
 */
class DebianProgramsIT extends ServedCommands {

  /** A program, and what it is asked. */
  private record Asked(String program, List<String> targets) {}

  private static final List<Asked> PROGRAMS =
      List.of(
          new Asked(
              "/usr/lib/git-core/git-http-backend",
              List.of("/r.git/info/refs?service=git-upload-pack", "/r.git/HEAD", "/no.git/HEAD")),
          new Asked("/usr/lib/cgi-bin/gitweb.cgi", List.of("", "?p=nothing")),
          new Asked("/usr/lib/cgit/cgit.cgi", List.of("/", "/nothing")),
          new Asked("/usr/lib/cgi-bin/awstats.pl", List.of("")),
          new Asked("/usr/lib/cgi-bin/man/man2html", List.of("", "?ls")),
          new Asked("/usr/lib/cgi-bin/man/mansec", List.of("")),
          new Asked("/usr/lib/cgi-bin/man/manwhatis", List.of("")),
          new Asked("/usr/lib/cgi-bin/info2www", List.of("?(dir)")),
          new Asked("/usr/lib/cgi-bin/namazu.cgi", List.of("", "?query=x")),
          new Asked("/usr/lib/cgi-bin/nagios4/extinfo.cgi", List.of("?type=0")),
          new Asked("/usr/lib/w3m/cgi-bin/w3mman2html.cgi", List.of("?ls")),
          new Asked("/usr/lib/w3m/cgi-bin/dirlist.cgi", List.of("")),
          new Asked("/usr/lib/cgi-bin/mimetex.cgi", List.of("", "?xy")),
          new Asked("/usr/lib/cgi-bin/cachemgr.cgi", List.of("", "?host=localhost&port=1")),
          new Asked("/usr/lib/cgi-bin/nut/upsstats.cgi", List.of("")),
          new Asked("/usr/lib/cgi-bin/apcupsd/multimon.cgi", List.of("")),
          new Asked("/usr/lib/cgi-bin/omega/omega", List.of("", "?P=x&DB=none")),
          new Asked("/usr/bin/checklink", List.of("", "?uri=")),
          new Asked("/usr/bin/php-cgi", List.of("/a?q=1", "?status", "?away")));

  private static final String PHP =
      """
      <?php
      if (isset($_GET['away'])) { header('Location: http://example.org/'); exit; }
      if (isset($_GET['status'])) { http_response_code(418); }
      header('X-A: b'); print_r($_GET); print_r($_POST); echo $_SERVER['PATH_INFO'] ?? '-';
      """;

  /** Of the connection, the framing and the moment. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "connection",
          "content-length",
          "date",
          "expires",
          "keep-alive",
          "last-modified",
          "server",
          "transfer-encoding",
          "upgrade",
          "vary");

  private final HttpClient client = HttpClient.newHttpClient();
  private Path programs;
  private @Nullable Process apache;

  @AfterEach
  void stop() throws Exception {
    client.close();
    if (apache != null) {
      apache.destroy();
      assertTrue(apache.waitFor(10, TimeUnit.SECONDS));
    }
  }

  @Test
  @DisplayName("CG-41 programs of Debian answer as behind Apache httpd")
  void asBehindApache() throws Exception {
    Installed.require("apache2", "git", "setsid");
    assumeTrue(Files.exists(Path.of("/usr/lib/apache2/modules/mod_cgi.so")), "no mod_cgi");
    programs = Files.createDirectory(directory.resolve("bin"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(directory.resolve("x.php"), PHP);
    Files.writeString(directory.resolve("gitweb"), "our $projectroot = \"" + directory + "\";\n");
    new ProcessBuilder("git", "init", "-q", "--bare", directory.resolve("r.git").toString())
        .start()
        .waitFor();
    var handler =
        new ProgramsHandler(
            commands, programs, RunSettings.DEFAULT, new LocalSite(new AtomicReference<>()));
    serve(Router.of(Route.of(Set.of(), "/cgi/", handler)));
    int other = startApache();
    int compared = 0;
    for (var asked : PROGRAMS) {
      if (Files.isExecutable(Path.of(asked.program()))) {
        compare(wrapped(Path.of(asked.program())), asked.targets(), other);
        compared++;
      }
    }
    assertTrue(compared > 0);
  }

  private void compare(String name, List<String> targets, int other) throws Exception {
    for (var target : targets) {
      var path = "/cgi/" + name + target;
      assertEquals(said(other, path, null), said(port(), path, null), path);
    }
    assertEquals(
        said(other, "/cgi/" + name, "a=b"), said(port(), "/cgi/" + name, "a=b"), "POST " + name);
  }

  /** A script that starts a program of elsewhere, with what it reads in its environment. */
  private String wrapped(Path program) throws IOException {
    var name = String.valueOf(program.getFileName());
    var script =
        "#!/bin/sh\nexport GIT_PROJECT_ROOT=%1$s GIT_HTTP_EXPORT_ALL=1 GITWEB_CONFIG=%1$s/gitweb\n"
                .formatted(directory)
            + "export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'\n"
            + "export LC_ALL=C.UTF-8 HOME=/nonexistent CGIT_CONFIG=/dev/null\n"
            + (name.equals("php-cgi")
                ? "export REDIRECT_STATUS=200 SCRIPT_FILENAME=" + directory + "/x.php\n"
                : "")
            + "exec "
            + program
            + "\n";
    var file = Files.writeString(programs.resolve(name), script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return name;
  }

  private String said(int port, String path, @Nullable String form) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .version(HttpClient.Version.HTTP_1_1);
    if (form != null) {
      request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(BodyPublishers.ofString(form));
    }
    var response = response(request.build());
    var text = response.statusCode() + "\n" + fields(response) + "\n";
    return (text + new String(response.body(), ISO_8859_1))
        .replace(":" + port, ":PORT")
        .replaceAll("\\d\\d:\\d\\d:\\d\\d|\\d+ sec ago", "TIME");
  }

  private HttpResponse<byte[]> response(HttpRequest request) throws InterruptedException {
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException broken) {
      throw new AssertionError(request + ": " + log.text(), broken);
    }
  }

  private static Map<String, String> fields(HttpResponse<?> response) {
    var fields = new TreeMap<String, String>();
    response
        .headers()
        .map()
        .forEach((name, values) -> {
          if (!LEFT_OUT.contains(name.toLowerCase(Locale.ROOT))) {
            fields.put(name.toLowerCase(Locale.ROOT), String.join(", ", values));
          }
        });
    return fields;
  }

  private int startApache() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var modules = "/usr/lib/apache2/modules/mod_";
    var file =
        Files.writeString(
            directory.resolve("apache"),
            """
            ServerRoot %1$s
            PidFile %1$s/pid
            Mutex file:%1$s default
            ServerName 127.0.0.1
            Listen 127.0.0.1:%2$s
            ErrorLog %1$s/errors
            LoadModule mpm_prefork_module %3$smpm_prefork.so
            LoadModule authz_core_module %3$sauthz_core.so
            LoadModule alias_module %3$salias.so
            LoadModule cgi_module %3$scgi.so
            ScriptAlias /cgi/ %1$s/bin/
            %4$s
            """
                .formatted(
                    directory,
                    port,
                    modules,
                    System.getProperty("user.name").equals("root")
                        ? "User www-data\nGroup www-data"
                        : ""));
    // In a group of its own, which it ends as a whole.
    apache =
        new ProcessBuilder("setsid", "apache2", "-f", file.toString(), "-DFOREGROUND")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("apache.out").toFile())
            .start();
    Eventually.holds(
        "apache2 listens",
        () -> {
          try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
          } catch (IOException notYet) {
            return false;
          }
        });
    return port;
  }
}
