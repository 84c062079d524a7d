package httpd.script;

import java.util.Set;

/**
 * The imports of a file.
 *
 * @param names simple names that are imported singly
 * @param packages packages that are imported as {@code import p.*}
 * @param allStatics whether there is an {@code import static x.Y.*}
 * @param modules whether there is an {@code import module x}
 * @param end the offset after the last of them, 0 without any
 */
record Imports(
    Set<String> names, Set<String> packages, boolean allStatics, boolean modules, int end) {

  static final Imports NONE = new Imports(Set.of(), Set.of(), false, false, 0);
}
