package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.testing.Json;
import httpd.testing.RawClient;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the profile {@code dist} makes, as a person unpacks, installs, uses and removes it. */
@Timeout(400)
class PackagesIT {

  private static final String JAVA_HOME = System.getProperty("java.home");

  @TempDir static Path builds;
  private static Packages packages;
  private static Packages again;
  private static Path portable;
  private static Path withRuntime;

  @TempDir Path directory;

  @BeforeAll
  @Timeout(700)
  static void build() throws Exception {
    var built = Packages.builtTwice(builds);
    packages = built.getFirst();
    again = built.getLast();
    portable = Packages.unpacked(packages.portable(), builds.resolve("portable"));
    withRuntime = Packages.unpacked(packages.withRuntime(), builds.resolve("runtime"));
  }

  // ---- what there is

  @Test
  @DisplayName("B-70 the profile dist makes archives, Debian packages, the SBOM and the sums")
  void files() throws IOException {
    var version = Packages.VERSION;
    var debian = version.replace("-SNAPSHOT", "~SNAPSHOT") + "-1";
    var platform = packages.withRuntime().getFileName().toString();
    var architecture = packages.debWithRuntime().getFileName().toString();
    assertTrue(platform.matches("httpd-\\Q" + version + "\\E-linux-(x64|aarch64)\\.tar\\.gz"));
    assertTrue(architecture.matches("httpd-java_\\Q" + debian + "\\E_(amd64|arm64)\\.deb"));
    var expected =
        Stream.of(
            "httpd-" + version + ".tar.gz",
            "httpd-" + version + ".zip",
            platform,
            "httpd-java_" + debian + "_all.deb",
            architecture,
            "httpd-" + version + ".cdx.json",
            "SHA256SUMS");
    var names = new TreeSet<>(expected.toList());
    if (Packages.offline()) {
      names.remove("httpd-" + version + ".cdx.json");
    }
    assertEquals(names, packages.names());
  }

  @Test
  @DisplayName("B-71 two builds in different directories write the same bytes")
  void reproducible() throws IOException {
    assertEquals(packages.names(), again.names());
    var different = new ArrayList<String>();
    for (var name : packages.names()) {
      if (Files.mismatch(packages.file(name), again.file(name)) != -1) {
        different.add(name);
      }
    }
    assertEquals(List.of(), different);
  }

  @Test
  @DisplayName("B-72 SHA256SUMS has the sum of every other file, as sha256sum -c reads it")
  void sums() throws Exception {
    var named = new TreeSet<>(List.of("SHA256SUMS"));
    for (var line : Files.readAllLines(packages.file("SHA256SUMS"))) {
      var words = line.split("  ", 2);
      assertEquals(sha256(packages.file(words[1])), words[0], words[1]);
      assertTrue(named.add(words[1]), words[1]);
    }
    assertEquals(packages.names(), named);
  }

  @Test
  @DisplayName("B-73 the zip file has the files and the modes of the archive")
  void zip() throws IOException {
    var zip = packages.file("httpd-" + Packages.VERSION + ".zip");
    var environment = Map.of("enablePosixFileAttributes", "true");
    try (var zipped = FileSystems.newFileSystem(zip, environment)) {
      assertEquals(contents(portable), contents(zipped.getPath("httpd-" + Packages.VERSION)));
    }
  }

  /** Each file with its mode and its sum. */
  private static Map<String, String> contents(Path top) throws IOException {
    var contents = new TreeMap<String, String>();
    try (var files = Files.walk(top)) {
      for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        contents.put(top.relativize(file).toString(), mode + " " + sha256(file));
      }
    }
    return contents;
  }

  @Test
  @DisplayName("B-87 --version names the commit of the sources")
  void commit() throws Exception {
    assumeTrue(packages.commit() != null, "git is not installed: no package has a commit");
    var program = portable.resolve("httpd").toString();
    var result = run(Map.of("HTTPD_JAVA_HOME", JAVA_HOME), program, "--version");
    var expected = "httpd " + Packages.VERSION + " (commit " + packages.commit() + ", Netty ";
    assertTrue(result.out().startsWith(expected), result.out() + result.err());
  }

  private static String sha256(Path file) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("B-74 every library is in the list of licences, with its text, and no other is")
  void licences() throws IOException {
    var list = Files.readString(portable.resolve("licenses/README.md"));
    var rows = Pattern.compile("(?m)^\\| `([^`]+)`.*\\((\\S+)\\) \\|$").matcher(list).results();
    var named = new TreeSet<String>();
    for (var row : rows.toList()) {
      named.add(row.group(1));
      assertTrue(Files.exists(portable.resolve("licenses").resolve(row.group(2))), row.group());
    }
    assertEquals(new TreeSet<>(libraries().values()), named);
    assertTrue(Files.size(withRuntime.resolve("runtime/legal/java.base/LICENSE")) > 1000);
    assertTrue(Files.size(withRuntime.resolve("runtime/legal/jdk.compiler/LICENSE")) > 1000);
  }

  @Test
  @DisplayName("B-75 the SBOM names every library of the archive with its sum, and no other")
  void sbom() throws IOException {
    assumeFalse(Packages.offline(), "Maven is offline: it makes no SBOM");
    var file = packages.file("httpd-" + Packages.VERSION + ".cdx.json");
    var sbom = Json.parse(Files.readString(file));
    assertEquals("CycloneDX", Json.at(sbom, "bomFormat"));
    var sums = new TreeSet<String>();
    for (var component : (List<?>) Json.at(sbom, "components")) {
      for (var hash : (List<?>) Json.at(component, "hashes")) {
        if ("SHA-256".equals(Json.at(hash, "alg"))) {
          sums.add((String) Json.at(hash, "content"));
        }
      }
    }
    var expected = new TreeSet<String>();
    for (var library : libraries().keySet()) {
      expected.add(sha256(library));
    }
    assertEquals(expected, sums);
  }

  /** Each jar, and its name without version and classifier. */
  private static Map<Path, String> libraries() throws IOException {
    var libraries = new TreeMap<Path, String>();
    try (var jars = Files.list(portable.resolve("lib"))) {
      jars.filter(jar -> jar.toString().endsWith(".jar"))
          .forEach(
              jar -> libraries.put(jar, jar.getFileName().toString().replaceAll("-\\d.*", "")));
    }
    return libraries;
  }

  // ---- the archives

  @Test
  @DisplayName("B-85 an archive has the libraries of the build, with the native ones as files")
  void libraryFiles() throws IOException {
    var built = new TreeSet<>(contents(packages.directory().resolveSibling("lib")).keySet());
    built.removeIf(name -> name.startsWith("native/markers")); // Of the build alone.
    assertTrue(built.stream().anyMatch(name -> name.endsWith(".so")), built.toString());
    for (var archive : List.of(portable, withRuntime)) {
      assertEquals(built, new TreeSet<>(contents(archive.resolve("lib")).keySet()));
      for (var name : built) {
        var file = packages.directory().resolveSibling("lib").resolve(name);
        assertEquals(-1, Files.mismatch(file, archive.resolve("lib").resolve(name)), name);
      }
    }
  }

  @Test
  @DisplayName("B-76 an archive runs where it is unpacked, through a link, and is not written to")
  void portable() throws Exception {
    var before = contents(portable);
    var link = Files.createSymbolicLink(directory.resolve("httpd"), portable.resolve("httpd"));
    servesLog(List.of(link.toString()), Map.of("HTTPD_JAVA_HOME", JAVA_HOME));
    assertEquals(before, contents(portable));
  }

  @Test
  @DisplayName("B-76 the archive with a runtime runs on a file system that is read-only")
  void readOnly() throws Exception {
    var tried = run(Map.of(), "unshare", "--mount", "mount", "-o", "remount,bind,ro", "/");
    assumeTrue(tried.code() == 0, "no read-only file system is tried: " + tried.err());
    var script = "mount -o remount,bind,ro / && ! touch \"$0\" 2>/dev/null && exec \"$@\"";
    var program = withRuntime.resolve("httpd").toString();
    var command = List.of("unshare", "--mount", "sh", "-c", script, program, program);
    servesLog(command, Map.of());
  }

  /** Serves a log by the one command of the README. */
  private void servesLog(List<String> program, Map<String, String> environment) throws Exception {
    Files.writeString(directory.resolve("app.log"), "first line\n");
    var command = new ArrayList<>(program);
    command.addAll(List.of("--port", "0", "app.log"));
    try (var httpd = Launched.start(directory, withoutMaven(environment), command);
        var client = new RawClient(httpd.address())) {
      client.get("/?last=1").readUntil("first line");
    }
  }

  /** An empty home, and programs named mvn and java that fail. */
  private Map<String, String> withoutMaven(Map<String, String> environment) throws IOException {
    var tools = Files.createDirectories(directory.resolve("tools"));
    for (var name : List.of("mvn", "java", "javac")) {
      var tool = Files.writeString(tools.resolve(name), "#!/bin/sh\nexit 99\n");
      assertTrue(tool.toFile().setExecutable(true));
    }
    var all = new TreeMap<>(environment);
    all.put("PATH", tools + ":" + System.getenv("PATH"));
    all.put("HTTPD_AOT", "use"); // Nothing is made in the background.
    all.put("HOME", Files.createDirectories(directory.resolve("home")).toString());
    return all;
  }

  @Test
  @DisplayName("B-77 with a runtime of its own it needs no JDK, and compiles handler files")
  void ownRuntime() throws Exception {
    Files.writeString(
        directory.resolve("Hello.java"),
        """
        String handle(Request request) throws Exception {
          var client = java.net.http.HttpClient.newHttpClient();
          return "Hello from " + client.version() + " " + java.sql.Types.VARCHAR + "\\n";
        }
        """);
    var command = List.of(withRuntime.resolve("httpd").toString(), "--port", "0", "Hello.java");
    var environment = withoutMaven(Map.of("JAVA_HOME", "/nowhere"));
    try (var httpd = Launched.start(directory, environment, command);
        var client = new RawClient(httpd.address())) {
      client.get("/").readUntil("Hello from HTTP_2 12");
      assertEquals(
          withRuntime.resolve("runtime/bin/java").toRealPath(),
          Path.of("/proc/" + httpd.pid() + "/exe").toRealPath());
    }
  }

  @Test
  @DisplayName("B-77 HTTPD_JAVA_HOME replaces the runtime")
  void otherJdk() throws Exception {
    var environment = Map.of("HTTPD_JAVA_HOME", directory.toString());
    var result = run(environment, withRuntime.resolve("httpd").toString(), "--version");
    assertEquals(1, result.code());
    assertTrue(result.err().contains("HTTPD_JAVA_HOME=" + directory), result.err());
  }

  @Test
  @DisplayName("B-77 the runtime has class data for the object headers that httpd uses")
  void classData() throws Exception {
    var java = withRuntime.resolve("runtime/bin/java").toString();
    var result = run(Map.of(), java, "-XX:+UseCompactObjectHeaders", "-Xshare:on", "--version");
    assertEquals(0, result.code(), result.out() + result.err());
  }

  @Test
  @DisplayName("B-78 manual page and completions are those of the program")
  void pages() throws Exception {
    var program = portable.resolve("httpd").toString();
    var expected =
        Map.of(
            "share/man/man1/httpd.1", List.of("--man"),
            "share/bash-completion/completions/httpd", List.of("--completion", "bash"),
            "share/zsh/site-functions/_httpd", List.of("--completion", "zsh"));
    for (var page : expected.entrySet()) {
      var command = new ArrayList<>(List.of(program));
      command.addAll(page.getValue());
      var printed = run(Map.of("HTTPD_JAVA_HOME", JAVA_HOME), command.toArray(String[]::new));
      var text = printed.out();
      if (page.getValue().contains("zsh")) {
        // What compinit reads, and the answer to the call that loads the file.
        text = "#compdef httpd\n" + text + "_bash_complete -F _httpd\n";
      }
      assertEquals(text, Files.readString(portable.resolve(page.getKey())));
    }
  }

  @Test
  @DisplayName("B-78 bash completes --port from the script of the archive")
  void completion() throws Exception {
    var script = portable.resolve("share/bash-completion/completions/httpd").toString();
    var ask = ". \"$0\" && COMP_LINE='httpd --po' COMP_POINT=10 && _httpd && echo $COMPREPLY";
    var result = run(Map.of(), "bash", "--norc", "-c", ask, script);
    assertEquals("--port", result.out().strip(), result.err());
  }

  @Test
  @DisplayName("B-79 the JBang catalogue of a clone and of an archive starts the jar")
  void jbang() throws Exception {
    for (var top : List.of(Path.of("").toAbsolutePath(), portable)) {
      var catalogue = Json.parse(Files.readString(top.resolve("jbang-catalog.json")));
      var alias = Json.at(catalogue, "aliases", "httpd");
      assertEquals("25+", Json.at(alias, "java"));
      var command = new ArrayList<>(List.of(Path.of(JAVA_HOME, "bin/java").toString()));
      ((List<?>) Json.at(alias, "java-options")).forEach(option -> command.add((String) option));
      var jar = top.resolve((String) Json.at(alias, "script-ref")).toString();
      command.addAll(List.of("-cp", jar, "httpd.cli.Main", "--version"));
      var result = run(Map.of(), command.toArray(String[]::new));
      assertTrue(result.out().startsWith("httpd " + Packages.VERSION), result.err());
      assertEquals("", result.err());
    }
  }

  // ---- the Debian packages

  @Test
  @DisplayName("B-80 a Debian package makes a user without a shell, and neither enables nor starts")
  void installation() throws Exception {
    var life = life();
    assertTrue(life.get("user").matches("httpd-java:.*:/var/lib/httpd-java:/usr/sbin/nologin"));
    assertEquals("", life.get("enabled"));
    assertEquals("", life.get("running"));
  }

  @Test
  @DisplayName("B-80.1 what an administrator may change are conffiles, and an upgrade keeps them")
  void conffiles() throws Exception {
    var life = life();
    var files = life.get("conffiles").replaceAll("(?m)^ | \\S+$", "").lines().toList();
    assertEquals(List.of("/etc/default/httpd-java", "/etc/httpd-java/site.httpd"), files);
    assertEquals("0", life.get("kept"));
  }

  @Test
  @DisplayName("B-81 the user of the package serves its default site by its command")
  void service() throws Exception {
    assertTrue(life().get("service").contains("httpd-java works."), life().toString());
  }

  @Test
  @DisplayName("B-86 the service starts with the AOT cache that the installation made")
  void aotCache() throws Exception {
    assertEquals("main", life().get("caches"));
  }

  @Test
  @DisplayName("B-81 man shows the page of the package")
  void manual() throws Exception {
    assumeTrue(!life().get("man").equals("missing"), "man is not installed: no page is shown");
    assertTrue(life().get("man").contains("--port"), life().get("man"));
  }

  @Test
  @DisplayName("B-82 systemd accepts the unit, and finds it hardened")
  void unit() throws Exception {
    assumeTrue(!life().get("unit").equals("missing"), "systemd is not installed: no unit is read");
    assertEquals("accepted", life().get("unit"));
    assertEquals("hardened", life().get("exposure"));
  }

  @Test
  @DisplayName("B-83 the package without a runtime replaces the one with a runtime")
  void replacement() throws Exception {
    assertEquals("no runtime", life().get("replaced"));
  }

  @Test
  @DisplayName("B-84 a purge leaves no file, user or cache")
  void purge() throws Exception {
    assertEquals("no user", life().get("purged"));
    assertEquals(List.of(), DebianPackageLife.left());
  }

  private static Map<String, String> life() throws Exception {
    return DebianPackageLife.of(packages);
  }

  private Launched.Result run(Map<String, String> environment, String... command) throws Exception {
    try (var started = Launched.start(directory, environment, List.of(command))) {
      return started.await();
    }
  }
}
