package httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What the POM takes from repositories. */
class PomTest {

  /** What Maven itself binds to the phases up to {@code deploy}, and to {@code clean}. */
  private static final Set<String> BOUND_BY_MAVEN =
      Set.of(
          "maven-clean-plugin",
          "maven-resources-plugin",
          "maven-compiler-plugin",
          "maven-surefire-plugin",
          "maven-jar-plugin",
          "maven-install-plugin",
          "maven-deploy-plugin");

  /** One release, by its number or by a property that has it. */
  private static final Pattern RELEASE =
      Pattern.compile("\\$\\{[\\w.]+\\.version}|\\d[\\w.-]*(?<!SNAPSHOT)");

  private static Document pom() throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    return factory.newDocumentBuilder().parse(Path.of("pom.xml").toFile());
  }

  private static List<Element> elements(Document pom, String name) {
    var nodes = pom.getElementsByTagName(name);
    var elements = new ArrayList<Element>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  /** The text of a direct child, or nothing. */
  private static String child(Element parent, String name) {
    for (var child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child.getNodeName().equals(name)) {
        return child.getTextContent().strip();
      }
    }
    return "";
  }

  @Test
  @DisplayName("B-8 each plugin has a release, those too that Maven would choose the release of")
  void plugins() throws Exception {
    var used = new TreeSet<>(BOUND_BY_MAVEN);
    var withRelease = new TreeSet<String>();
    for (var plugin : elements(pom(), "plugin")) {
      used.add(child(plugin, "artifactId"));
      var version = child(plugin, "version");
      if (!version.isEmpty()) {
        assertRelease(plugin, version);
        withRelease.add(child(plugin, "artifactId"));
      }
    }
    assertEquals(used, withRelease);
  }

  @Test
  @DisplayName("B-8 each library has a release, of its own or from a list of releases")
  void libraries() throws Exception {
    var pom = pom();
    for (var kind : List.of("dependency", "path", "artifactItem")) {
      for (var library : elements(pom, kind)) {
        var version = child(library, "version");
        if (!version.isEmpty()) { // Without one, and with none managed, Maven fails.
          assertRelease(library, version);
        }
      }
    }
    for (var version : elements(pom, "properties")) {
      for (var each = version.getFirstChild(); each != null; each = each.getNextSibling()) {
        if (each.getNodeName().endsWith(".version")) {
          assertRelease(version, each.getTextContent());
        }
      }
    }
  }

  private static void assertRelease(Element of, String version) {
    assertTrue(RELEASE.matcher(version).matches(), child(of, "artifactId") + " " + version);
  }

  @Test
  @DisplayName("B-8 no repository is named but that of Maven")
  void repositories() throws Exception {
    var pom = pom();
    for (var kind : List.of("repositories", "pluginRepositories", "parent")) {
      assertEquals(List.of(), elements(pom, kind), kind);
    }
  }
}
