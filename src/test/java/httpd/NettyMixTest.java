package httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.Version;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.Method;
import java.net.JarURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Whether Netty's jars, which are of two releases (docs/decisions/0018-netty-mix.md), fit each
 * other: the JVM would notice a member that is missing only when it is used.
 */
class NettyMixTest {

  private static final String NETTY = "io/netty/";

  /** Optional parts of Netty that are used only if they are there, and are not. */
  private static final Set<String> ABSENT =
      Set.of("io/netty/internal/tcnative/", "io/netty/pkitesting/");

  private final Map<String, ClassModel> classes = new HashMap<>();
  private final Set<String> missing = new TreeSet<>();
  private int resolved;

  @Test
  @DisplayName("B-11 every reference from one jar of Netty to another resolves")
  void everyReferenceResolves() throws IOException {
    readJars();
    classes.values().forEach(this::check);
    assertEquals(Set.of(), missing);
    assertFalse(declares("io/netty/channel/Channel", "noSuchMember()V"));
    assertTrue(resolved > 30_000, "only " + resolved + " references were looked at");
  }

  @Test
  @DisplayName("B-11 the codecs have the fixes of 4.2.20, the transports their native files")
  void releases() {
    var versions = new HashMap<String, Set<String>>();
    Version.identify()
        .forEach((jar, version) ->
            versions
                .computeIfAbsent(version.artifactVersion(), release -> new TreeSet<>())
                .add(jar));
    assertEquals(
        Map.of(
            "4.2.20.Final",
            Set.of(
                "netty-codec-base",
                "netty-codec-compression",
                "netty-codec-dns",
                "netty-codec-haproxy",
                "netty-codec-http",
                "netty-codec-http2",
                "netty-handler",
                "netty-resolver-dns"),
            "4.2.18.Final",
            Set.of(
                "netty-buffer",
                "netty-common",
                "netty-resolver",
                "netty-transport",
                "netty-transport-classes-epoll",
                "netty-transport-native-epoll",
                "netty-transport-native-unix-common")),
        versions,
        "one release again? Then docs/decisions/0018-netty-mix.md says what can go");
  }

  private void readJars() throws IOException {
    var marks =
        Version.class.getClassLoader().getResources("META-INF/io.netty.versions.properties");
    while (marks.hasMoreElements()) {
      var jar = (JarURLConnection) marks.nextElement().openConnection();
      jar.setUseCaches(false);
      try (var file = jar.getJarFile()) {
        for (var entries = file.entries(); entries.hasMoreElements(); ) {
          var entry = entries.nextElement();
          if (entry.getName().startsWith(NETTY) && entry.getName().endsWith(".class")) {
            try (InputStream bytes = file.getInputStream(entry)) {
              var model = ClassFile.of().parse(bytes.readAllBytes());
              classes.put(model.thisClass().asInternalName(), model);
            }
          }
        }
      }
    }
  }

  private void check(ClassModel user) {
    StreamSupport.stream(user.constantPool().spliterator(), false)
        .forEach(entry -> check(user, entry));
  }

  private void check(ClassModel user, PoolEntry entry) {
    switch (entry) {
      case MemberRefEntry member when isPresent(member.owner().asInternalName()) ->
          resolve(
              user,
              member.owner().asInternalName(),
              member.name().stringValue() + member.type().stringValue());
      case ClassEntry type
          when isPresent(type.asInternalName()) && !classes.containsKey(type.asInternalName()) ->
          missing.add(type.asInternalName() + " for " + user.thisClass().asInternalName());
      default -> {}
    }
  }

  private static boolean isPresent(String type) {
    return type.startsWith(NETTY) && ABSENT.stream().noneMatch(type::startsWith);
  }

  private void resolve(ClassModel user, String owner, String member) {
    if (declares(owner, member)) {
      resolved++;
    } else {
      missing.add(owner + "." + member + " for " + user.thisClass().asInternalName());
    }
  }

  /** Whether the class or one above it has the member. */
  private boolean declares(String owner, String member) {
    var model = classes.get(owner);
    if (model == null) {
      return !owner.startsWith(NETTY) && ofTheJdk(owner, member);
    }
    return model.methods().stream()
            .anyMatch(m -> member.equals(m.methodName() + m.methodType().stringValue()))
        || model.fields().stream()
            .anyMatch(f -> member.equals(f.fieldName() + f.fieldType().stringValue()))
        || model.superclass().map(above -> declares(above.asInternalName(), member)).orElse(false)
        || model.interfaces().stream().anyMatch(above -> declares(above.asInternalName(), member));
  }

  /** Looked for by name alone, since the JDK is the same for all jars. */
  private static boolean ofTheJdk(String owner, String member) {
    try {
      var type = Class.forName(owner.replace('/', '.'));
      return member.startsWith("<init>")
          || Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
              .flatMap(NettyMixTest::methods)
              .anyMatch(method -> member.startsWith(method.getName() + "("));
    } catch (ClassNotFoundException absent) {
      return true; // Of an optional library: a class that nothing loads.
    }
  }

  private static Stream<Method> methods(Class<?> type) {
    return Stream.concat(
        Stream.of(type.getDeclaredMethods()),
        Stream.of(type.getInterfaces()).flatMap(NettyMixTest::methods));
  }
}
