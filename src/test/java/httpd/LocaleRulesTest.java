package httpd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import httpd.testing.ProgramClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Nothing that the program writes or reads depends on the locale that it was started in. */
class LocaleRulesTest {

  /** Calls that take the locale or the charset of the process, if they are given none. */
  private static final Pattern BY_DEFAULT =
      Pattern.compile(
          String.join(
              "|",
              "java\\.lang\\.String\\.(format|valueOf)\\(java\\.lang\\.String, .*",
              "java\\.lang\\.String\\.(toLowerCase|toUpperCase|getBytes)\\(\\)",
              "java\\.lang\\.String\\.<init>\\(\\[B(, int, int)?\\)",
              "java\\.(io|util)\\.\\w+\\.(printf|format)\\(java\\.lang\\.String, .*",
              "java\\.util\\.(Formatter|Scanner)\\.<init>\\((?!.*(Locale|Charset)).*",
              "java\\.util\\.Locale\\.getDefault\\(.*",
              "java\\.time\\.format\\.DateTimeFormatter\\.ofPattern\\(java\\.lang\\.String\\)",
              "java\\.time\\.format\\.DateTimeFormatter\\.(ofLocalized|localizedBy).*",
              "java\\.time\\.format\\.DateTimeFormatterBuilder\\.toFormatter\\(\\)",
              "java\\.text\\.MessageFormat\\.(format\\(java\\.lang\\.String,"
                  + " .*|<init>\\(java\\.lang\\.String\\))",
              "java\\.text\\.NumberFormat\\.get\\w*Instance\\((?!java\\.util\\.Locale).*",
              "java\\.text\\.(DecimalFormat|SimpleDateFormat)\\.<init>\\((?!.*,).*",
              "java\\.util\\.logging\\.SimpleFormatter\\.<init>.*",
              "java\\.nio\\.charset\\.Charset\\.defaultCharset\\(\\)",
              "java\\.io\\.(InputStreamReader|OutputStreamWriter)\\.<init>\\([\\w.]+\\)",
              "java\\.io\\.(FileReader|FileWriter|PrintStream)\\.<init>\\((?!.*(Charset|,"
                  + " java\\.lang\\.String)).*",
              "java\\.io\\.ByteArrayOutputStream\\.toString\\(\\)"));

  /** A number in a text for {@code formatted}, which has no locale to be given. */
  private static final Pattern LOCAL_NUMBER =
      Pattern.compile(
          "%[-#+ 0,(<\\d$.]*[deEfgGtT](REST\"(\\s*\\+\\s*\"REST\")*|BLOCK\"\"\")\\s*\\)?\\s*\\.formatted\\("
              .replace("REST", "(?:[^\"\\\\]|\\\\.)*+")
              .replace("BLOCK", "(?:(?!\"\"\")[\\s\\S])*+"));

  private static final ArchRule RULE =
      noClasses()
          .should()
          .accessTargetWhere(
              new DescribedPredicate<JavaAccess<?>>("the default locale or charset decides") {
                @Override
                public boolean test(JavaAccess<?> access) {
                  return access.getTargetOwner().getName().startsWith("java.")
                      && BY_DEFAULT.matcher(access.getTarget().getFullName()).matches();
                }
              });

  @Test
  @DisplayName("B-13, C-49 no class formats, reads or writes text by the default locale or charset")
  void calls() {
    RULE.check(ProgramClasses.ALL);
  }

  @Test
  @DisplayName("B-13 a number is not formatted by a text that has no locale")
  void numbers() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (var file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        var found = LOCAL_NUMBER.matcher(Files.readString(file));
        assertFalse(found.find(), file + ": write %s, or String.format(Locale.ROOT, ...)");
      }
    }
  }

  @Test
  @DisplayName("B-13 what breaks these rules is found")
  void broken() {
    var found =
        RULE.evaluate(new ClassFileImporter().importClasses(Broken.class))
            .getFailureReport()
            .getDetails();
    assertEquals(5, found.size(), found.toString());
    assertTrue(LOCAL_NUMBER.matcher("\"a %s\\\" %02d b\"\n    .formatted(x)").find());
    assertTrue(LOCAL_NUMBER.matcher("(\"a %d\"\n + \"b\").formatted(x)").find());
    assertTrue(LOCAL_NUMBER.matcher("\"\"\"\na=%d\n'$b' \"c\"\n\"\"\"\n.formatted(x)").find());
    assertFalse(LOCAL_NUMBER.matcher("\"%s %04x\".formatted(x)").find());
  }

  /** Five ways to break the rule, and two to hold it. */
  @SuppressWarnings("all")
  static final class Broken {
    String text(byte[] bytes, int number) {
      return String.format("%d", number)
          + String.format(Locale.ROOT, "%d", number)
          + "I".toLowerCase()
          + "I".toLowerCase(Locale.ROOT)
          + new String(bytes)
          + java.time.format.DateTimeFormatter.ofPattern("dd")
          + java.text.MessageFormat.format("{0}", number);
    }
  }
}
