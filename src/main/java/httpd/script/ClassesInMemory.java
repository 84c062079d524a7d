package httpd.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/** A file manager that keeps the classes that the compiler writes in memory. */
final class ClassesInMemory extends ForwardingJavaFileManager<JavaFileManager> {

  private final Map<String, ClassFile> written = new HashMap<>();
  private final Dependencies dependencies;
  private final SiblingLog siblings;
  private boolean packages;

  ClassesInMemory(JavaFileManager files, Dependencies dependencies, SiblingLog siblings) {
    super(files);
    this.dependencies = dependencies;
    this.siblings = siblings;
  }

  @Override
  public Iterable<JavaFileObject> list(
      Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
      throws IOException {
    var found = super.list(location, packageName, kinds, recurse);
    if (location != StandardLocation.SOURCE_PATH) {
      return found;
    }
    var directory = dependencies.directory().resolve(packageName.replace('.', '/'));
    var sources = new ArrayList<JavaFileObject>();
    var paths = new ArrayList<Path>();
    for (var file : found) {
      if (file.getKind() == JavaFileObject.Kind.SOURCE) {
        var sibling = new SiblingSource(file, directory, dependencies, siblings);
        paths.add(sibling.path());
        sources.add(sibling);
      } else {
        sources.add(file);
      }
    }
    dependencies.looked(directory, paths);
    siblings.looked(directory, paths);
    packages |= !paths.isEmpty() && !packageName.isEmpty();
    if (!paths.isEmpty() && isOnClassPathToo(packageName, paths)) {
      siblings.sawBoth();
    }
    return sources;
  }

  /** The names of the classes without a package. */
  Set<String> unnamedPackage() throws IOException {
    var names = new HashSet<String>();
    list(StandardLocation.SOURCE_PATH, "", Set.of(JavaFileObject.Kind.SOURCE), false)
        .forEach(file -> names.add(simpleName(file.getName())));
    list(StandardLocation.CLASS_PATH, "", Set.of(JavaFileObject.Kind.CLASS), false)
        .forEach(file -> names.add(simpleName(file.getName())));
    return names;
  }

  /** Whether siblings in packages were seen, whose classes a library may have as well. */
  boolean hasPackages() {
    return packages;
  }

  /** Whether no file has declared a class with another name than its own at its top. */
  boolean hasNoneBut(Set<String> files, String handler) {
    return written.keySet().stream()
        .map(name -> name.split("\\$", 2)[0])
        .allMatch(name -> name.equals(handler) || files.contains(name));
  }

  private boolean isOnClassPathToo(String packageName, List<Path> sources) throws IOException {
    var classes = new HashSet<String>();
    super.list(StandardLocation.CLASS_PATH, packageName, Set.of(JavaFileObject.Kind.CLASS), false)
        .forEach(file -> classes.add(simpleName(file.getName())));
    return sources.stream().anyMatch(path -> classes.contains(simpleName(path.toString())));
  }

  private static String simpleName(String file) {
    return file.substring(file.lastIndexOf('/') + 1, file.lastIndexOf('.'));
  }

  @Override
  public @Nullable String inferBinaryName(Location location, JavaFileObject file) {
    return super.inferBinaryName(location, (JavaFileObject) SiblingSource.found(file));
  }

  @Override
  public boolean isSameFile(FileObject one, FileObject other) {
    return super.isSameFile(SiblingSource.found(one), SiblingSource.found(other));
  }

  @Override
  public boolean contains(Location location, FileObject file) throws IOException {
    return super.contains(location, SiblingSource.found(file));
  }

  @Override
  public JavaFileObject getJavaFileForOutput(
      Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
    var file = new ClassFile(className, kind);
    written.put(className, file);
    return file;
  }

  Map<String, byte[]> classes() {
    return written.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, entry -> entry.getValue().bytes.toByteArray()));
  }

  private static final class ClassFile extends SimpleJavaFileObject {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ClassFile(String className, Kind kind) {
      super(URI.create("memory:///" + className.replace('.', '/') + kind.extension), kind);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }
}
