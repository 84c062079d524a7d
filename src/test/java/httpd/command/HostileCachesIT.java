package httpd.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** AOT caches that are spoiled in one way after the other: each start is right and silent. */
@Timeout(180)
class HostileCachesIT {

  @TempDir static Path temp;
  private static CachedProgram program;
  private static Path pristine;

  /** What happens to the caches of a program, and whether the start still uses them. */
  interface Spoiling {
    void spoil(CachedProgram program) throws Exception;
  }

  @SuppressWarnings("ImmutableEnumChecker") // Its lambdas capture nothing.
  enum Way {
    UNTOUCHED(true, p -> {}),
    TRUNCATED(false, p -> write(p, half(p))),
    EMPTY(false, p -> write(p, new byte[0])),
    ONE_BYTE_FLIPPED(false, p -> write(p, flipped(p))),
    SWAPPED(false, HostileCachesIT::swap),
    TRUNCATED_AND_SEALED(false, p -> writeSealed(p, half(p))),
    EMPTY_AND_SEALED(false, p -> writeSealed(p, new byte[0])),
    TEXT_AND_SEALED(false, p -> writeSealed(p, "no cache\n".getBytes(UTF_8))),
    ZEROS_AND_SEALED(false, p -> writeSealed(p, new byte[1 << 20])),
    LAST_PAGE_LOST_AND_SEALED(false, p -> writeSealed(p, withoutLastPage(p))),
    OTHER_KIND_AND_SEALED(true, HostileCachesIT::otherKind),
    LINK(false, HostileCachesIT::link),
    DIRECTORY(false, HostileCachesIT::directory),
    MISSING(false, p -> Files.delete(p.cache("main"))),
    UNREADABLE(false, p -> mode(p.cache("main"), "---------")),
    WRITABLE_FOR_ALL(false, p -> mode(p.cache("main"), "rw-rw-rw-")),
    SEAL_MISSING(false, p -> Files.delete(p.seal("main"))),
    SEAL_EMPTY(false, p -> Files.write(p.seal("main"), new byte[0])),
    SEAL_BINARY(false, p -> Files.write(p.seal("main"), half(p))),
    SEAL_OF_THE_OTHER(false, p -> replace(p.seal("javac"), p.seal("main"))),
    SEAL_DIRECTORY(false, p -> Files.createDirectory(deleted(p.seal("main")))),
    DIRECTORY_FOR_ALL(false, p -> mode(p.directory(), "rwxrwxrwx")),
    DIRECTORY_A_LINK(false, p -> linked(p.directory())),
    PARENT_A_LINK(false, p -> linked(p.directory().getParent())),
    PARENT_FOR_ALL(false, p -> mode(p.directory().getParent(), "rwxrwxrwx")),
    DIRECTORY_A_FILE(false, p -> Files.writeString(deletedTree(p.directory()), "x")),
    DIRECTORY_READ_ONLY(false, p -> mode(p.directory(), "r-x------")),
    OTHER_NAMES_BESIDE(true, HostileCachesIT::otherNames);

    final boolean used;
    final Spoiling spoiling;

    Way(boolean used, Spoiling spoiling) {
      this.used = used;
      this.spoiling = spoiling;
    }
  }

  @BeforeAll
  static void train() throws Exception {
    program = CachedProgram.cloned(temp);
    assertEquals(0, program.train());
    pristine = temp.resolve("pristine");
    Files.move(program.cacheHome, pristine);
  }

  /** Copies the caches, and seals the copies. */
  @BeforeEach
  void restore() throws Exception {
    deletedTree(program.cacheHome);
    var copy = new ProcessBuilder("cp", "-Rp", pristine + "", program.cacheHome + "").start();
    assertEquals(0, copy.waitFor());
    program.seal(program.cache("main"));
    program.seal(program.cache("javac"));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  @DisplayName("B-34 a start with a spoiled cache is right and silent")
  void isRight(Way way) throws Exception {
    way.spoiling.spoil(program);
    assertStart("A1", way.used, program, Map.of());
  }

  @Test
  @DisplayName("B-34 a cache or a directory of another user is not used")
  void anotherUsers() throws Exception {
    assumeTrue(Files.getOwner(temp).getName().equals("root"), "only root can give files away");
    own("nobody", program.cache("main"));
    program.seal(program.cache("main"));
    assertStart("A1", false, program, Map.of());
    restore();
    own("nobody", program.directory());
    assertStart("A1", false, program, Map.of());
  }

  @Test
  @DisplayName("B-34 without a directory for caches a start is right and silent")
  void noDirectory() throws Exception {
    var file = Files.writeString(temp.resolve("a file"), "x").toString();
    assertStart("A1", false, program, Map.of("XDG_CACHE_HOME", file, "HTTPD_AOT", "auto"));
    assertStart("A1", false, program, Map.of("XDG_CACHE_HOME", "relative", "HOME", "relative"));
    assertStart("A1", false, program, Map.of("XDG_CACHE_HOME", "", "HOME", ""));
  }

  @Test
  @DisplayName("B-35 a home that does not exist is not made")
  void missingHome() throws Exception {
    var home = temp.resolve("missing");
    var start =
        program.run(Map.of("HTTPD_AOT", "train", "XDG_CACHE_HOME", "", "HOME", home.toString()));
    assertEquals(1, start.code());
    assertFalse(Files.exists(home));
  }

  @Test
  @DisplayName("B-36 options that change what is loaded, and off, leave the caches alone")
  void options() throws Exception {
    assertStart("A1", false, program, Map.of("HTTPD_AOT", "off"));
    var appended = Map.of("HTTPD_JAVA_OPTIONS", "-Xbootclasspath/a:" + temp);
    assertStart("A1", false, program, appended);
    var own = Map.of("HTTPD_JAVA_OPTIONS", "-XX:SharedArchiveFile=" + temp + "/none -Xshare:off");
    assertStart("A1", false, program, own);
    for (var silent : new String[] {"-XX:+UseZGC", "-Xmx64m", "-XX:-UseCompactObjectHeaders"}) {
      var start = program.run(Map.of("HTTPD_JAVA_OPTIONS", silent));
      assertEquals("A1\n", start.out());
      assertEquals("", start.err());
    }
  }

  @Test
  @DisplayName("B-33 another directory of the same JDK has other caches")
  void anotherJdk() throws Exception {
    var home = Path.of(System.getProperty("java.home"));
    var other = Files.createSymbolicLink(temp.resolve("other"), home);
    assertStart("A1", false, program, Map.of("HTTPD_JAVA_HOME", other.toString()));
    Files.delete(other);
  }

  @Test
  @DisplayName("B-32 the compiler is in the cache of a handler file newer than the kept handlers")
  void kinds() throws Exception {
    var kept = Files.createDirectories(program.cacheHome.resolve("httpd/handlers"));
    var handler = Files.createFile(temp.resolve("Handler.java"));
    assertEquals(program.cache("main"), cacheOf());
    assertEquals(program.cache("main"), cacheOf("text:x"));
    setAge(kept, handler);
    assertEquals(program.cache("javac"), cacheOf(handler.toString()));
    assertEquals(program.cache("javac"), cacheOf("/x=" + handler));
    setAge(handler, kept);
    assertEquals(program.cache("main"), cacheOf("/x=" + handler));
  }

  private static void setAge(Path older, Path newer) throws IOException {
    Files.setLastModifiedTime(older, FileTime.fromMillis(0));
    Files.setLastModifiedTime(newer, FileTime.fromMillis(2000));
  }

  /** The cache that a start has the JVM use. */
  private static Path cacheOf(String... arguments) throws Exception {
    var all = new ArrayList<>(List.of("stay"));
    all.addAll(List.of(arguments));
    try (var started = program.start(Map.of(), all.toArray(String[]::new))) {
      Eventually.holds("it runs", () -> started.readOut().equals("A1\n"));
      var option = "-XX:AOTCache=";
      var command = List.of(started.process().info().arguments().orElseThrow());
      var caches = command.stream().filter(argument -> argument.startsWith(option)).toList();
      assertEquals(1, caches.size(), command.toString());
      return Path.of(caches.getFirst().substring(option.length()));
    }
  }

  static void assertStart(
      String printed, boolean used, CachedProgram program, Map<String, String> environment)
      throws Exception {
    var start = program.run(environment);
    assertEquals(printed + "\n", start.out(), start.err());
    assertEquals("", start.err());
    assertEquals(0, start.code());
    assertEquals(used, start.cached(), "the JVM has used the cache");
  }

  private static void write(CachedProgram program, byte[] content) throws IOException {
    Files.write(program.cache("main"), content);
  }

  private static void writeSealed(CachedProgram program, byte[] content) throws Exception {
    write(program, content);
    program.seal(program.cache("main"));
  }

  private static byte[] half(CachedProgram program) throws IOException {
    var all = Files.readAllBytes(program.cache("main"));
    return Arrays.copyOf(all, all.length / 2);
  }

  private static byte[] withoutLastPage(CachedProgram program) throws IOException {
    var all = Files.readAllBytes(program.cache("main"));
    return Arrays.copyOf(all, all.length - 4096);
  }

  private static byte[] flipped(CachedProgram program) throws IOException {
    var all = Files.readAllBytes(program.cache("main"));
    all[all.length / 3] ^= 1;
    return all;
  }

  private static void swap(CachedProgram program) throws IOException {
    var main = program.cache("main");
    var javac = program.cache("javac");
    var aside = temp.resolve("aside");
    Files.move(main, aside);
    Files.move(javac, main);
    Files.move(aside, javac);
  }

  private static void otherKind(CachedProgram program) throws Exception {
    swap(program);
    program.seal(program.cache("main"));
  }

  private static void replace(Path by, Path file) throws IOException {
    Files.move(by, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void link(CachedProgram program) throws Exception {
    var main = program.cache("main");
    linked(main);
    program.seal(main);
  }

  /** Moves a file or directory away, and leaves a link to it. */
  private static void linked(Path path) throws IOException {
    var aside = deletedTree(temp.resolve("linked"));
    Files.move(path, aside);
    Files.createSymbolicLink(path, aside);
  }

  private static void directory(CachedProgram program) throws Exception {
    var main = deleted(program.cache("main"));
    Files.createDirectory(main);
    program.seal(main);
  }

  private static void otherNames(CachedProgram program) throws IOException {
    for (var name : new String[] {"x.aot", "a b-main.aot", "two\nlines.aot", "*.aot", "-.aot"}) {
      Files.writeString(program.directory().resolve(name), name);
    }
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static void own(String name, Path path) throws IOException {
    var user = path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
    Files.setOwner(path, user);
  }

  private static Path deleted(Path path) throws IOException {
    Files.delete(path);
    return path;
  }

  private static Path deletedTree(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      try (var files = Files.walk(path)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return path;
  }
}
