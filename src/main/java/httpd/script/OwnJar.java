package httpd.script;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;

/**
 * The classes of httpd's own jar as the compiler lists them. The file manager of the compiler would
 * mount the jar as a file system, and each library that its manifest names: most of the time that a
 * short handler takes.
 */
final class OwnJar implements AutoCloseable {

  private static final String CLASS = JavaFileObject.Kind.CLASS.extension;

  private final ZipFile jar;

  /** The names of the classes of each package, as entries of the jar. */
  private final Map<String, List<String>> packages = new HashMap<>();

  OwnJar(Path file) throws IOException {
    jar = new ZipFile(file.toFile());
    for (var entries = jar.entries(); entries.hasMoreElements(); ) {
      var name = entries.nextElement().getName();
      int slash = name.lastIndexOf('/');
      if (slash > 0 && name.endsWith(CLASS)) {
        packages.computeIfAbsent(name.substring(0, slash), _ -> new ArrayList<>()).add(name);
      }
    }
  }

  List<JavaFileObject> classes(String packageName) {
    var found = new ArrayList<JavaFileObject>();
    for (var name : packages.getOrDefault(packageName.replace('.', '/'), List.of())) {
      found.add(new Entry(name));
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    jar.close();
  }

  /** A class of the jar. */
  final class Entry extends SimpleJavaFileObject {

    private final String name;

    Entry(String name) {
      super(URI.create("httpd:///" + name), Kind.CLASS);
      this.name = name;
    }

    String binaryName() {
      return name.substring(0, name.length() - CLASS.length()).replace('/', '.');
    }

    @Override
    public InputStream openInputStream() throws IOException {
      return jar.getInputStream(jar.getEntry(name));
    }
  }
}
