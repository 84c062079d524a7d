package httpd.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaModifier;
import httpd.testing.ProgramClasses;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares {@code docs/api.txt} with the classes; {@code -Dapi=write} writes it instead. Its lines
 * are the public and protected types and members of the API packages.
 */
class ApiTest {

  private static final Path LIST = Path.of("docs/api.txt");
  private static final Path SOURCES = Path.of("src/main/java");

  /** Of these packages every public type is API, except those {@link #NOT_FOR_USERS}. */
  private static final List<String> PACKAGES =
      List.of("httpd", "httpd.auth", "httpd.line", "httpd.route", "httpd.server");

  /** Types of other packages that API types mention. */
  private static final Set<String> SINGLE_TYPES =
      Set.of(
          "httpd.limit.Bound",
          "httpd.limit.Limit",
          "httpd.limit.Limits",
          "httpd.limit.Unit",
          "httpd.net.Transport",
          "httpd.server.tls.TlsCertificates",
          "httpd.server.tls.TlsSettings");

  /** Types of the API packages that are public for other rooms only, and why. */
  private static final Map<String, String> NOT_FOR_USERS =
      Map.ofEntries(
          Map.entry(
              "httpd.PercentEncoding", "file, exec, route and others decode paths as Request does"),
          Map.entry("httpd.ResponseScope", "server.answer calls handlers in it"),
          Map.entry("httpd.SourceOpener", "opener provides it"),
          Map.entry("httpd.auth.HashLine", "cli prints what it makes"),
          Map.entry("httpd.auth.PrivateFields", "auth.token marks its responses as auth does"),
          Map.entry("httpd.auth.SecretFile", "auth.token checks its files as auth does"),
          Map.entry(
              "httpd.line.AfterLastLine",
              "exec marks how a command has failed, line.split reads it"),
          Map.entry(
              "httpd.line.FellBehindException", "topic throws it, sse and stream tell the client"),
          Map.entry("httpd.line.PositionedSource", "topic shares encoded lines with sse and live"),
          Map.entry("httpd.line.Timer", "hub, proxy, topic and others wait with it"),
          Map.entry(
              "httpd.line.WakeSlot", "proxy, server.answer, tail.follow and others wake by it"));

  private static final Pattern OWN_TYPE = Pattern.compile("httpd\\.[a-z.]*[A-Z]\\w*(\\$\\w+)*");

  private static List<Class<?>> types() throws Exception {
    var names = new TreeSet<>(SINGLE_TYPES);
    for (var each : PACKAGES) {
      try (var files = Files.list(SOURCES.resolve(each.replace('.', '/')))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(file -> file.endsWith(".java") && !file.startsWith("package-info"))
            .forEach(file -> names.add(each + "." + file.substring(0, file.length() - 5)));
      }
    }
    names.removeAll(NOT_FOR_USERS.keySet());
    var types = new ArrayList<Class<?>>();
    for (var name : names) {
      add(Class.forName(name, false, ApiTest.class.getClassLoader()), types);
    }
    return types;
  }

  private static void add(Class<?> type, List<Class<?>> types) {
    if (isVisible(type.getModifiers())) {
      types.add(type);
      Stream.of(type.getDeclaredClasses()).forEach(inner -> add(inner, types));
    }
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static List<String> lines() throws Exception {
    var lines = new TreeSet<String>();
    for (var type : types()) {
      lines.add(type.getName() + ": " + header(type));
      var members =
          Stream.of(
                  type.getDeclaredFields(),
                  type.getDeclaredConstructors(),
                  type.getDeclaredMethods())
              .flatMap(Arrays::<Member>stream);
      members
          .filter(member -> isVisible(member.getModifiers()) && !member.isSynthetic())
          .filter(member -> !isGiven(type, member))
          .forEach(member -> lines.add(type.getName() + "." + text(member)));
    }
    return List.copyOf(lines);
  }

  private static String header(Class<?> type) {
    var supers = new ArrayList<String>();
    if (type.getGenericSuperclass() != null && type.getSuperclass() != Object.class) {
      supers.add(type.getGenericSuperclass().getTypeName());
    }
    Stream.of(type.getGenericInterfaces()).forEach(each -> supers.add(each.getTypeName()));
    return type.toGenericString() + (supers.isEmpty() ? "" : " : " + String.join(", ", supers));
  }

  /** What every enum and record has. */
  private static boolean isGiven(Class<?> type, Member member) {
    return (type.isEnum() && Set.of("values", "valueOf").contains(member.getName()))
        || Set.of("equals", "hashCode", "toString").contains(member.getName());
  }

  private static String text(Member member) {
    var text =
        member instanceof Executable executable
            ? executable.toGenericString()
            : ((java.lang.reflect.Field) member).toGenericString();
    var name = member instanceof Constructor<?> ? "new" : member.getName();
    return name + ": " + text;
  }

  @Test
  @DisplayName("Q-22 docs/api.txt lists the types and members that programs may use")
  void list() throws Exception {
    var now = String.join("\n", lines()) + "\n";
    if ("write".equals(System.getProperty("api"))) {
      Files.writeString(LIST, now);
    }
    assertEquals(
        Files.readString(LIST), now, "run ApiTest with -Dapi=write, and review the difference");
  }

  @Test
  @DisplayName("Q-22.2 a public type of an API package that is not listed is needed by other rooms")
  void notForUsers() throws Exception {
    var program = ProgramClasses.ALL;
    for (var name : NOT_FOR_USERS.keySet()) {
      var type = program.get(name);
      assertTrue(type.getModifiers().contains(JavaModifier.PUBLIC), name);
      assertTrue(
          type.getDirectDependenciesToSelf().stream()
              .map(use -> use.getOriginClass().getPackageName())
              .anyMatch(room -> !room.equals(type.getPackageName())),
          () -> name + " can be package-private");
    }
  }

  @Test
  @DisplayName("Q-22.3 a listed type of any other package is mentioned by an API type")
  void singleTypes() throws Exception {
    var lines = lines();
    for (var name : SINGLE_TYPES) {
      assertTrue(
          lines.stream()
              .filter(line -> !line.matches(Pattern.quote(name) + "[.:$].*"))
              .anyMatch(line -> line.matches(".*" + Pattern.quote(name) + "\\b.*")),
          name);
    }
  }

  @Test
  @DisplayName("Q-22.1 API types mention API types only")
  void mentions() throws Exception {
    var api = types().stream().map(Class::getName).collect(Collectors.toSet());
    var strangers = new TreeSet<String>();
    for (var line : lines()) {
      var signature = line.substring(line.indexOf(": ") + 2);
      OWN_TYPE
          .matcher(signature)
          .results()
          .map(found -> found.group())
          .filter(name -> !api.contains(name) && !api.contains(owner(name)))
          .forEach(name -> strangers.add(name + " in " + line));
    }
    assertEquals(Set.of(), strangers);
  }

  /** A nested type and a member of a type look alike in a signature. */
  private static String owner(String name) {
    int dot = name.lastIndexOf('.');
    return Character.isUpperCase(name.charAt(name.lastIndexOf('.', dot - 1) + 1))
        ? name.substring(0, dot)
        : name;
  }

  @Test
  @DisplayName("Q-23 every type and member of the list has Javadoc")
  void javadoc(@TempDir Path target) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var found = new DiagnosticCollector<JavaFileObject>();
    try (var files = compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8);
        var all = Files.walk(SOURCES)) {
      var sources = files.getJavaFileObjectsFromPaths(all.filter(this::isApi).toList());
      var options =
          List.of(
              "-proc:none",
              "-Xdoclint:missing/protected",
              "-Xdoclint/package:httpd.limit,httpd.net," + String.join(",", PACKAGES),
              "-Xmaxwarns",
              "100000",
              "-implicit:none",
              "-sourcepath",
              SOURCES.toString(),
              "-classpath",
              System.getProperty("java.class.path"),
              "-d",
              target.toString());
      compiler.getTask(null, files, found, options, null, sources).call();
    }
    var missing =
        found.getDiagnostics().stream()
            .filter(each -> each.getMessage(Locale.ROOT).contains("no comment"))
            .map(ApiTest::place)
            .toList();
    assertEquals(List.of(), missing);
  }

  private boolean isApi(Path file) {
    var path = SOURCES.relativize(file).toString();
    if (!path.endsWith(".java")) {
      return false;
    }
    var name = path.replace(".java", "").replace('/', '.');
    int dot = name.lastIndexOf('.');
    return SINGLE_TYPES.contains(name) || (dot > 0 && PACKAGES.contains(name.substring(0, dot)));
  }

  private static String place(Diagnostic<? extends JavaFileObject> missing) {
    return missing.getSource().getName() + ":" + missing.getLineNumber();
  }
}
