package httpd;

import static com.tngtech.archunit.base.DescribedPredicate.doNot;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import httpd.attic.NoSuchRoom;
import httpd.line.BreaksTheWall;
import httpd.line.ServerLog;
import io.netty.util.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who may use whom (B-9): the table of rooms in docs/architecture.md, as rules. */
class HouseRulesTest {

  private static final Path CLASSES = Path.of("target/classes");

  /** Of the JDK, what any room but {@code line} may use. */
  private static final DescribedPredicate<JavaClass> JDK =
      resideInAnyPackage("java..", "javax..", "jdk..", "com.sun..", "sun.misc..")
          .and(doNot(resideInAnyPackage("javax.tools..", "com.sun.source..", "com.sun.tools..")))
          .as("the JDK without its compiler");

  private static final DescribedPredicate<JavaClass> NETTY = resideInAnyPackage("io.netty..");

  private static final List<Room> TABLE =
      List.of(
          new Room("line", Set.of(), resideInAnyPackage("java..")),
          new Room("limit", Set.of("line"), resideInAnyPackage("java..")),
          new Room("", Set.of("line"), JDK),
          new Room("http", Set.of(), JDK),
          new Room("route", Set.of(""), JDK),
          new Room("sse", Set.of("", "line"), JDK),
          new Room("topic", Set.of("", "line", "sse"), JDK),
          new Room("source", Set.of("", "line", "limit", "http", "sse", "topic", "upstream"), JDK),
          new Room("upstream", Set.of("", "line", "limit", "http"), JDK.or(NETTY)),
          new Room("stream", Set.of("", "line", "limit"), JDK.or(NETTY)),
          new Room("server", Set.of("stream", "", "line", "limit", "http"), JDK.or(NETTY)),
          new Room(
              "script",
              Set.of("", "line"),
              JDK.or(resideInAnyPackage("javax.tools..", "com.sun.source.."))),
          // It prints Netty's version, and has no other business with Netty.
          new Room(
              "cli",
              Set.of(
                  "line",
                  "limit",
                  "",
                  "http",
                  "route",
                  "sse",
                  "topic",
                  "source",
                  "upstream",
                  "stream",
                  "server",
                  "script"),
              JDK.or(resideInAnyPackage("picocli..")).or(belongToAnyOf(Version.class))));

  /** A row of the table; the root package {@code httpd} is the room without a name. */
  private record Room(String name, Set<String> mayUse, DescribedPredicate<JavaClass> beyond) {

    static String of(JavaClass type) {
      var parts = type.getPackageName().split("\\.", -1);
      return parts.length > 1 ? parts[1] : "";
    }

    static DescribedPredicate<JavaClass> in(Set<String> rooms) {
      return DescribedPredicate.describe(
          "the rooms " + rooms,
          type -> resideInAnyPackage("httpd..").test(type) && rooms.contains(of(type)));
    }

    ArchRule rule() {
      var annotations = resideInAnyPackage("org.jspecify.annotations");
      return classes()
          .that(in(Set.of(name)))
          .should()
          .onlyDependOnClassesThat(in(Set.of(name)).or(in(mayUse)).or(beyond).or(annotations))
          .as("httpd." + name + " uses only " + mayUse + " and " + beyond.getDescription())
          .allowEmptyShould(true);
    }
  }

  private static final ArchRule EVERY_CLASS_HAS_A_ROOM =
      classes()
          .should()
          .beAssignableTo(Room.in(Set.copyOf(TABLE.stream().map(Room::name).toList())))
          .as("every class is in a room that the table knows");

  private static final ArchRule NO_CYCLES =
      slices()
          .assignedFrom(
              new SliceAssignment() {
                @Override
                public SliceIdentifier getIdentifierOf(JavaClass type) {
                  return resideInAnyPackage("httpd..").test(type)
                      ? SliceIdentifier.of("httpd", Room.of(type))
                      : SliceIdentifier.ignore();
                }

                @Override
                public String getDescription() {
                  return "rooms";
                }
              })
          .should()
          .beFreeOfCycles();

  private static final JavaClasses PROGRAM = new ClassFileImporter().importPath(CLASSES);

  @Test
  void roomsUseOnlyWhatTheirRowAllows() {
    assertAll(TABLE.stream().map(room -> () -> room.rule().check(PROGRAM)));
  }

  @Test
  void everyClassIsInAKnownRoom() {
    EVERY_CLASS_HAS_A_ROOM.check(PROGRAM);
  }

  @Test
  void roomsFormNoCycle() {
    NO_CYCLES.check(PROGRAM);
  }

  @Test
  @DisplayName("G-31 all that the server logs goes through ServerLog, which escapes it")
  void oneWayIntoTheLog() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(ServerLog.class)
        .should()
        .callMethod(System.class, "getLogger", String.class)
        .check(PROGRAM);
  }

  @Test
  void theImporterSeesEveryClass() throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      long expected = files.filter(file -> file.toString().endsWith(".class")).count();
      assertTrue(expected > 20, expected + " classes in " + CLASSES);
      assertEquals(expected, PROGRAM.size());
    }
  }

  @Test
  void aBrokenWallIsSeen() {
    var broken = new ClassFileImporter().importClasses(BreaksTheWall.class, Headers.class);
    var said = TABLE.getFirst().rule().evaluate(broken).getFailureReport().toString();
    for (var intruder :
        List.of("httpd.Headers", "io.netty.", "picocli.", "javax.tools.", "com.sun.net.")) {
      assertTrue(said.contains("<" + intruder), () -> "no word of " + intruder + " in " + said);
    }
  }

  @Test
  void anUnknownRoomIsSeen() {
    assertTrue(
        EVERY_CLASS_HAS_A_ROOM
            .evaluate(new ClassFileImporter().importClasses(NoSuchRoom.class))
            .hasViolation());
  }

  @Test
  void aCycleIsSeen() {
    var importer = new ClassFileImporter();
    var fixture = Path.of("target/test-classes/httpd/line/BreaksTheWall.class");
    assertTrue(NO_CYCLES.evaluate(importer.importPaths(CLASSES, fixture)).hasViolation());
  }
}
