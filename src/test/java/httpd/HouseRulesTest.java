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
import httpd.line.log.ServerLog;
import httpd.testing.ProgramClasses;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.util.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which package may use which: holds the table "The rooms" of docs/architecture.md. */
class HouseRulesTest {

  private static final Path CLASSES = ProgramClasses.FOLDER;
  private static final Path SOURCES = Path.of("src/main/java/httpd");

  private static final DescribedPredicate<JavaClass> JDK =
      resideInAnyPackage("java..", "javax..", "jdk..", "com.sun..", "sun.misc..")
          .and(doNot(resideInAnyPackage("javax.tools..", "com.sun.source..", "com.sun.tools..")))
          .as("the JDK without its compiler");

  /** The bottom of the house: what they use must be in every Java. */
  private static final Set<String> STANDARD_JAVA_ONLY =
      Set.of("line", "line.blocking", "line.log", "line.pump", "line.split", "limit");

  /** The words of the table's last column. */
  private static final Map<String, DescribedPredicate<JavaClass>> LIBRARIES =
      Map.of(
          "Netty", resideInAnyPackage("io.netty.."),
          "bcrypt", resideInAnyPackage("at.favre.lib.crypto.bcrypt.."),
          "Jackson", resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson.."),
          "javax.tools", resideInAnyPackage("javax.tools..", "com.sun.source.."),
          // The client is given the JDK's way to look up names.
          "Lettuce",
              resideInAnyPackage("io.lettuce..")
                  .or(belongToAnyOf(DefaultAddressResolverGroup.class)),
          "Nimbus", resideInAnyPackage("com.nimbusds.jose.."),
          // The command line prints Netty's version, and uses nothing else of Netty.
          "picocli", resideInAnyPackage("picocli..").or(belongToAnyOf(Version.class)));

  private static final Map<String, Room> TABLE = readTable();

  /** A row of the table. A room is a package; the root package is the room {@code httpd}. */
  private record Room(String name, Set<String> mayUse, List<String> libraries) {

    static String of(JavaClass type) {
      var name = type.getPackageName();
      return name.startsWith("httpd.") ? name.substring("httpd.".length()) : name;
    }

    static DescribedPredicate<JavaClass> in(Set<String> rooms) {
      return DescribedPredicate.describe(
          "the rooms " + new TreeSet<>(rooms),
          type -> resideInAnyPackage("httpd..").test(type) && rooms.contains(of(type)));
    }

    /** A row that names a room of another house allows the rooms inside that one as well. */
    private boolean mayUse(JavaClass type) {
      var other = of(type);
      var house = other.replaceFirst("\\..*", "");
      return mayUse.contains(other)
          || (mayUse.contains(house) && !house.equals(name.replaceFirst("\\..*", "")));
    }

    private DescribedPredicate<JavaClass> inAllowedRooms() {
      return DescribedPredicate.describe(
          "the rooms " + new TreeSet<>(mayUse),
          type -> resideInAnyPackage("httpd..").test(type) && mayUse(type));
    }

    ArchRule rule() {
      var beyond = STANDARD_JAVA_ONLY.contains(name) ? resideInAnyPackage("java..") : JDK;
      for (var library : libraries) {
        beyond = beyond.or(LIBRARIES.get(library));
      }
      var annotations = resideInAnyPackage("org.jspecify.annotations");
      return classes()
          .that(in(Set.of(name)))
          .should()
          .onlyDependOnClassesThat(in(Set.of(name)).or(inAllowedRooms()).or(beyond).or(annotations))
          .as(name + " uses only " + new TreeSet<>(mayUse) + " and " + beyond.getDescription());
    }
  }

  private static Map<String, Room> readTable() {
    var rows = new ArrayList<List<String>>();
    try (var lines = Files.lines(Path.of("docs/architecture.md"))) {
      lines
          .dropWhile(line -> !line.startsWith("| room |"))
          .skip(2)
          .takeWhile(line -> line.startsWith("|"))
          .forEach(line -> rows.add(List.of(line.substring(1).split("\\|"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var all = rows.stream().map(row -> names(row.get(0)).getFirst()).collect(Collectors.toSet());
    var table = new HashMap<String, Room>();
    for (var row : rows) {
      var name = names(row.get(0)).getFirst();
      var mayUse = row.get(2).strip().equals("all") ? all : Set.copyOf(names(row.get(2)));
      var library = row.get(3).strip();
      table.put(name, new Room(name, mayUse, library.equals("-") ? List.of() : List.of(library)));
    }
    return table;
  }

  private static List<String> names(String cell) {
    return Pattern.compile("`([a-z0-9.]+)`").matcher(cell).results().map(m -> m.group(1)).toList();
  }

  private static final ArchRule EVERY_CLASS_HAS_A_ROOM =
      classes()
          .should()
          .beAssignableTo(Room.in(TABLE.keySet()))
          .as("every class is in a room that the table has");

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

  private static final JavaClasses PROGRAM = ProgramClasses.ALL;

  @Test
  @DisplayName("B-9 a room uses only what its row in the table allows")
  void roomsUseOnlyWhatTheirRowAllows() {
    assertAll(TABLE.values().stream().map(room -> () -> room.rule().check(PROGRAM)));
  }

  @Test
  @DisplayName("B-9 every class is in a room of the table")
  void everyClassIsInAKnownRoom() {
    EVERY_CLASS_HAS_A_ROOM.check(PROGRAM);
  }

  @Test
  @DisplayName("B-9 every room that the table names exists, and may use only rooms that exist")
  void everyRowHasItsRoom() {
    for (var room : TABLE.values()) {
      assertTrue(PROGRAM.stream().anyMatch(Room.in(Set.of(room.name()))), room.name());
      assertTrue(TABLE.keySet().containsAll(room.mayUse()), room.toString());
    }
  }

  @Test
  void roomsFormNoCycle() {
    NO_CYCLES.check(PROGRAM);
  }

  @Test
  @DisplayName("B-19 every room says in its package-info what it is and where to begin")
  void everyRoomIntroducesItself() throws IOException {
    for (var name : TABLE.keySet()) {
      var folder = name.equals("httpd") ? SOURCES : SOURCES.resolve(name.replace('.', '/'));
      var text = // In one line, since a comment may be wrapped anywhere.
          Files.readString(folder.resolve("package-info.java")).replaceAll("\\s+(\\* )?", " ");
      assertTrue(text.contains("Begin with {@link "), () -> name + ": no \"Begin with {@link\"");
    }
  }

  @Test
  @DisplayName("B-20 no two top-level classes of the program have the same name")
  void noNameTwice() {
    var twice =
        PROGRAM.stream()
            .filter(type -> !type.getEnclosingClass().isPresent())
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .filter(type -> resideInAnyPackage("httpd..").test(type))
            .filter(type -> !type.getSimpleName().isEmpty())
            .collect(Collectors.groupingBy(JavaClass::getSimpleName, Collectors.counting()));
    twice.values().removeIf(count -> count == 1);
    assertEquals(Map.of(), twice);
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
    var said = TABLE.get("line").rule().evaluate(broken).getFailureReport().toString();
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
