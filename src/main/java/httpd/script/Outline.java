package httpd.script;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The declarations of a parsed file that matter for completing and loading it. Offsets are in
 * characters from the start of the file.
 *
 * @param compact whether it is a compact source file (JLS, section 7.3): members without a class
 * @param main whether a compact file has a {@code main()} of its own
 * @param taken simple names that the file imports or declares at its top
 * @param imports its imports
 * @param packageAt the offset of its {@code package}, or -1
 * @param types its top-level classes, the implicit one of a compact file included
 */
record Outline(
    boolean compact,
    boolean main,
    Set<String> taken,
    Imports imports,
    int packageAt,
    List<Declaration> types) {

  /** Returns a compact source as a class; null for a source that declares its classes itself. */
  @Nullable ClassSource asClass(SourceText written) {
    return compact ? new ClassSource(written, written.text(), imports, taken, "", "") : null;
  }

  /** A top-level class, the offset of its name (0 if it is implicit), and its handle methods. */
  record Declaration(String name, int at, List<Handle> methods) {}

  /** A method called handle: the offsets of its result type and of its parameters. */
  record Handle(int at, List<Integer> parameters) {}
}
