package httpd.script;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import httpd.script.Outline.Declaration;
import httpd.script.Outline.Handle;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the {@link Outline} of a file from the tree of the compiler. */
record OutlineReader(CompilationUnitTree unit, String text, SourcePositions positions) {

  Outline read() {
    var classes = classes(unit.getTypeDecls());
    var imports = imports();
    boolean compact = classes.stream().anyMatch(this::isImplicit);
    return new Outline(
        compact,
        classes.stream().flatMap(type -> methods(type, "main").stream()).anyMatch(this::isPlain),
        taken(classes, imports),
        imports,
        unit.getPackage() == null ? -1 : start(unit.getPackage()),
        classes.stream().map(this::type).toList());
  }

  /** An implicit class has no header, so it begins where one of its members does. */
  private boolean isImplicit(ClassTree type) {
    return type.getMembers().stream().anyMatch(member -> start(member) == start(type));
  }

  private boolean isPlain(MethodTree method) {
    return method.getParameters().isEmpty();
  }

  private static Set<String> taken(List<ClassTree> classes, Imports imports) {
    var taken = new HashSet<>(imports.names());
    classes.forEach(each -> taken.add(each.getSimpleName().toString()));
    return Set.copyOf(taken);
  }

  Imports imports() {
    var all = unit.getImports();
    if (all.isEmpty()) {
      return Imports.NONE;
    }
    var names = new HashSet<String>();
    var packages = new HashSet<String>();
    boolean allStatics = false;
    boolean modules = false;
    for (var each : all) {
      if (each.isModule() || !(each.getQualifiedIdentifier() instanceof MemberSelectTree select)) {
        modules = true;
      } else if (!select.getIdentifier().contentEquals("*")) {
        names.add(select.getIdentifier().toString());
      } else if (each.isStatic()) {
        allStatics = true;
      } else {
        packages.add(select.getExpression().toString());
      }
    }
    return new Imports(names, packages, allStatics, modules, end(all.getLast()));
  }

  private Declaration type(ClassTree type) {
    return new Declaration(
        type.getSimpleName().toString(),
        isImplicit(type) ? 0 : nameOf(type),
        methods(type, "handle").stream().map(this::handle).toList());
  }

  private int nameOf(ClassTree type) {
    int header = Math.max(start(type), end(type.getModifiers()));
    return Math.max(header, text.indexOf(type.getSimpleName().toString(), header));
  }

  private Handle handle(MethodTree method) {
    return new Handle(
        start(method.getReturnType()),
        method.getParameters().stream().map(parameter -> start(parameter)).toList());
  }

  private static List<MethodTree> methods(ClassTree type, String name) {
    return type.getMembers().stream()
        .filter(member -> member instanceof MethodTree)
        .map(member -> (MethodTree) member)
        .filter(method -> method.getName().contentEquals(name))
        .toList();
  }

  private static List<ClassTree> classes(List<? extends Tree> declarations) {
    return declarations.stream()
        .filter(each -> each instanceof ClassTree)
        .map(each -> (ClassTree) each)
        .toList();
  }

  private int start(Tree tree) {
    return (int) positions.getStartPosition(unit, tree);
  }

  private int end(Tree tree) {
    return (int) positions.getEndPosition(unit, tree);
  }
}
