package httpd.script;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A compact source as a class that imports each name which it uses. A compact source has {@code
 * import module java.base}, for which the compiler lists all packages of that module: half of the
 * time that a short handler takes.
 *
 * <p>What cannot be written so, or has errors, is compiled as a compact source.
 *
 * @param text what was written, of which the end may be left out
 * @param taken the names that httpd does not import
 * @param before what the class has before the text, after its imports
 * @param after what it has after the text
 */
record ClassSource(
    SourceText written,
    String text,
    Imports imports,
    Set<String> taken,
    String before,
    String after) {

  /** More names than these are not looked for. */
  private static final int MOST_NAMES = 100;

  private static final Module BASE = Object.class.getModule();

  /**
   * Completes it; null if a name may mean something else in this class: what a single import would
   * hide, or the class itself, which a compact source cannot name.
   */
  @Nullable CompleteSource complete(Set<String> unnamedPackage) {
    var packages = exported();
    var names = names();
    var className = FileClassName.of(written.path());
    if (imports.allStatics()
        || imports.modules()
        || names.contains(className)
        || names.size() > MOST_NAMES
        || !packages.containsAll(imports.packages())) {
      return null;
    }
    var lines = new StringBuilder(CompleteSource.imports(taken, names));
    names.removeAll(imports.names());
    names.removeAll(unnamedPackage);
    for (var name : names) {
      if (!FileClassName.isOurs(name)) {
        lines.append(baseImport(name, packages));
      }
    }
    var header = "final class " + className + " { " + before;
    int split = Math.min(imports.end(), text.length());
    return CompleteSource.wrapped(written, lines + "", split, header, text, after + "\n}");
  }

  /** All words with a capital, those in strings and comments too: an import more does no harm. */
  private Set<String> names() {
    var all = before + text;
    var names = new LinkedHashSet<String>();
    for (int at = 0; at < all.length(); at++) {
      int start = at;
      while (at < all.length() && Character.isJavaIdentifierPart(all.charAt(at))) {
        at++;
      }
      if (at > start && Character.isUpperCase(all.charAt(start))) {
        names.add(all.substring(start, at));
      }
    }
    return names;
  }

  /** Empty if it is there already, or if several packages have the name. */
  private String baseImport(String name, Set<String> packages) {
    if (isIn("java.lang", name)) {
      return "";
    }
    var found = "";
    for (var each : packages) {
      if (isIn(each, name)) {
        if (!found.isEmpty() || imports.packages().contains(each)) {
          return "";
        }
        found = "import " + each + "." + name + ";";
      }
    }
    return found;
  }

  private static boolean isIn(String packageName, String name) {
    return Class.forName(BASE, packageName + "." + name) != null;
  }

  private static Set<String> exported() {
    var packages = new TreeSet<String>();
    for (var each : BASE.getDescriptor().exports()) {
      if (!each.isQualified()) {
        packages.add(each.source());
      }
    }
    return packages;
  }
}
