package httpd.script;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/** A file manager that has the classes of httpd's own jar before its class path. */
final class OwnClassesFirst extends ForwardingJavaFileManager<JavaFileManager> {

  private final OwnJar jar;

  OwnClassesFirst(JavaFileManager files, OwnJar jar) {
    super(files);
    this.jar = jar;
  }

  @Override
  public Iterable<JavaFileObject> list(
      Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
      throws IOException {
    var found = super.list(location, packageName, kinds, recurse);
    if (location != StandardLocation.CLASS_PATH || !kinds.contains(JavaFileObject.Kind.CLASS)) {
      return found;
    }
    var all = new ArrayList<>(jar.classes(packageName));
    found.forEach(all::add);
    return all;
  }

  @Override
  public @Nullable String inferBinaryName(Location location, JavaFileObject file) {
    return file instanceof OwnJar.Entry own
        ? own.binaryName()
        : super.inferBinaryName(location, file);
  }

  @Override
  public boolean isSameFile(FileObject one, FileObject other) {
    boolean own = one instanceof OwnJar.Entry || other instanceof OwnJar.Entry;
    return own ? one.equals(other) : super.isSameFile(one, other);
  }
}
