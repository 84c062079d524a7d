package httpd.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.Request;
import httpd.route.Route;
import httpd.route.Router;
import httpd.testing.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/spec/cgi.md: a directory of programs. */
class ProgramsHandlerIT extends ServedCommands {

  private static final String HELLO = "printf 'Content-Type: text/plain\\n\\n'; ";

  /** Longer than a file system takes. */
  private static final String LONG_NAME =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
          + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
          + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
          + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  private static final List<String> NOT_PROGRAMS =
      List.of(
          "/cgi/",
          "/cgi/nosuch",
          "/cgi/sub",
          "/cgi/sub/inner",
          "/cgi/.hidden",
          "/cgi/out",
          "/cgi/outdir/ls",
          "/cgi/..",
          "/cgi/../hello",
          "/cgi/%2e%2e",
          "/cgi/%2e%2e%2fbin%2fhello",
          "/cgi/sub%2finner",
          "/cgi//hello",
          "/cgi/hello%00",
          "/cgi/fifo",
          "/cgi/" + LONG_NAME);

  private Path programs;

  @BeforeEach
  void serve() throws IOException {
    programs = Files.createDirectory(directory.resolve("bin"));
    var handler =
        new ProgramsHandler(
            commands, programs, RunSettings.DEFAULT, new LocalSite(new AtomicReference<>()));
    Handler asAda = request -> handler.handle(withUser(request));
    serve(Router.of(Route.of(Set.of(), "/cgi/", asAda)));
  }

  private static Request withUser(Request request) {
    return request.query().has("anonymous") ? request : request.withUser("ada", "Basic");
  }

  private Path program(String name, String script) throws IOException {
    var file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  @Test
  @DisplayName("CG-40 CG-41 CG-32 the first name is the program, the rest its PATH_INFO")
  void runs() throws Exception {
    var file = program("hello", HELLO + "echo $SCRIPT_NAME $PATH_INFO $SCRIPT_FILENAME $(pwd)");
    var real = file.toRealPath();
    var expected = "/cgi/hello /a/b " + real + " " + real.getParent() + "␊";
    assertTrue(ask("GET /cgi/hello/a/b?q").contains(expected));
    assertTrue(ask("PATCH /cgi/h%65llo/a/b").contains(expected), "any method, decoded");
  }

  @Test
  @DisplayName("CG-42 no word of the query is an argument")
  void noArguments() throws Exception {
    program("args", HELLO + "echo $#");
    assertTrue(ask("GET /cgi/args?-s+x").contains("\n0␊\n"));
  }

  @Test
  @DisplayName("CG-43 what is not a program in the directory itself is a 404")
  void notFound() throws Exception {
    program("hello", HELLO);
    program(".hidden", HELLO);
    Files.createDirectory(programs.resolve("sub"));
    program("sub/inner", HELLO);
    var out = Files.createSymbolicLink(programs.resolve("out"), Path.of("/bin/ls"));
    var outDirectory = Files.createSymbolicLink(programs.resolve("outdir"), Path.of("/bin"));
    new ProcessBuilder("mkfifo", "-m", "755", programs.resolve("fifo").toString())
        .start()
        .waitFor();
    for (var path : NOT_PROGRAMS) {
      var answer = ask("GET " + path);
      assertTrue(answer.startsWith("HTTP/1.1 404 "), path + ": " + answer);
    }
    Files.delete(out);
    Files.delete(outDirectory);
  }

  @Test
  @DisplayName("CG-43 a link within the directory is followed, and programs come and go")
  void links() throws Exception {
    program("hello", HELLO + "echo linked");
    Files.createSymbolicLink(programs.resolve("link"), Path.of("hello"));
    assertTrue(ask("GET /cgi/link").contains("linked␊"));
    Files.delete(programs.resolve("hello"));
    assertTrue(ask("GET /cgi/link").startsWith("HTTP/1.1 404 "));
    Files.delete(programs.resolve("link"));
    Files.delete(programs);
    assertTrue(ask("GET /cgi/link").startsWith("HTTP/1.1 404 "));
  }

  @Test
  @DisplayName("CG-44 a file that is not executable is a 403 with the remedy")
  void notExecutable() throws Exception {
    Files.writeString(programs.resolve("notes.txt"), "secret");
    var answer = ask("GET /cgi/notes.txt");
    assertTrue(answer.startsWith("HTTP/1.1 403 Forbidden\n"), answer);
    assertTrue(
        answer.endsWith(
            "403 Forbidden: this file is not executable; chmod +x lets the server run it␊"),
        answer);
  }

  @Test
  @DisplayName("CG-45 git clones and pushes through git http-backend")
  void git() throws Exception {
    Installed.require("git");
    program(
        "git", "GIT_PROJECT_ROOT=" + directory + " GIT_HTTP_EXPORT_ALL=1 exec git http-backend");
    git(directory, "init", "-q", "--bare", "r.git");
    var url = "http://127.0.0.1:" + port() + "/cgi/git/r.git";
    git(directory, "clone", "-q", url, "one");
    var one = directory.resolve("one");
    var big = new byte[3_000_000]; // More than git sends with a Content-Length.
    new Random(1).nextBytes(big);
    Files.write(one.resolve("big"), big);
    git(one, "add", ".");
    git(one, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "one");
    git(one, "push", "-q", "origin", "HEAD:refs/heads/main");
    git(directory, "clone", "-q", "-b", "main", url, "two");
    assertEquals(-1, Files.mismatch(one.resolve("big"), directory.resolve("two/big")));
    var anonymous = ask("GET /cgi/git/r.git/info/refs?service=git-receive-pack&anonymous");
    assertTrue(anonymous.startsWith("HTTP/1.1 403 "), "a push needs REMOTE_USER: " + anonymous);
  }

  private static void git(Path where, String... arguments) throws Exception {
    var all = new ArrayList<>(List.of("git"));
    all.addAll(List.of(arguments));
    var builder = new ProcessBuilder(all).directory(where.toFile()).redirectErrorStream(true);
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
  }
}
