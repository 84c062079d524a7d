package httpd.script;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * The files that classes were compiled against: the jars of the class path, those that their
 * manifests name, the files of its directories, and the modules of the Java runtime. A jar that was
 * built again has another state, whatever its version: no other file has its inode, its size and
 * the times of its last write and of its last change of name, owner or mode.
 *
 * @param roots jars and directories, also those that are missing
 * @param files one line for each file
 */
record ClassPathState(List<Path> roots, String files) {

  /** Of a class path with more files in directories nothing is kept. */
  private static final int MOST_FILES = 20_000;

  private static final String ATTRIBUTES = "unix:isDirectory,size,lastModifiedTime,ctime,ino,dev";

  /** Reads the state of a class path, manifests included. */
  static ClassPathState of(List<Path> classPath) throws IOException {
    var roots = new LinkedHashSet<Path>();
    roots.add(Path.of(System.getProperty("java.home"), "lib", "modules"));
    for (var path : classPath) {
      addTo(roots, path);
    }
    return now(List.copyOf(roots));
  }

  /** Whether all files have the same state now, and none has been added. */
  boolean holds() throws IOException {
    return now(roots).files().equals(files);
  }

  private static void addTo(Set<Path> roots, Path path) throws IOException {
    if (roots.add(path) && Files.isRegularFile(path)) {
      try (var jar = new JarFile(path.toFile(), false)) {
        var manifest = jar.getManifest();
        var named =
            manifest == null
                ? null
                : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
        for (var url : named == null ? List.<String>of() : Arrays.asList(named.split(" +"))) {
          addTo(roots, Path.of(path.toUri().resolve(URI.create(url))));
        }
      }
    }
  }

  private static ClassPathState now(List<Path> roots) throws IOException {
    var files = new StringBuilder();
    for (var root : roots) {
      add(root, files);
    }
    return new ClassPathState(roots, files.toString());
  }

  private static void add(Path root, StringBuilder files) throws IOException {
    if (!new File(root.toString()).exists()) {
      files.append(root).append(" missing\n");
      return;
    }
    var attributes = Files.readAttributes(root, ATTRIBUTES);
    if (Boolean.TRUE.equals(attributes.get("isDirectory"))) {
      new ClassFiles(root).found().forEach(files::append);
    } else {
      files.append(line(root, attributes));
    }
  }

  private static String line(Path file, Map<String, Object> attributes) {
    return file
        + " "
        + attributes.get("size")
        + " "
        + attributes.get("lastModifiedTime")
        + " "
        + attributes.get("ctime")
        + " "
        + attributes.get("ino")
        + " "
        + attributes.get("dev")
        + "\n";
  }

  /** The lines of all files below a directory of classes. */
  private static final class ClassFiles extends SimpleFileVisitor<Path> {

    private final Set<String> found = new TreeSet<>();

    ClassFiles(Path root) throws IOException {
      var links = EnumSet.of(FileVisitOption.FOLLOW_LINKS);
      Files.walkFileTree(root, links, Integer.MAX_VALUE, this);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes seen) throws IOException {
      if (found.size() == MOST_FILES) {
        throw new IOException("more than " + MOST_FILES + " files");
      }
      found.add(line(file, Files.readAttributes(file, ATTRIBUTES)));
      return FileVisitResult.CONTINUE;
    }

    Set<String> found() {
      return found;
    }
  }
}
