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
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * The files that classes were compiled against: the jars of the class path, those that their
 * manifests name, the files of its directories, and the modules of the Java runtime. A jar that was
 * built again has another state, whatever its version: no other file has its inode, its size and
 * the times of its last write and of its last change of name, owner or mode.
 */
final class ClassPathState {

  /** Of a class path with more files in directories nothing is kept. */
  private static final int MOST_FILES = 20_000;

  private static final String ATTRIBUTES = "unix:isDirectory,size,lastModifiedTime,ctime,ino,dev";

  /** Jars and directories, also those that are missing. */
  private final List<Path> roots;

  private final byte[] files;

  private ClassPathState(List<Path> roots, byte[] files) {
    this.roots = roots;
    this.files = files;
  }

  /** Reads the state of a class path, manifests included. */
  static ClassPathState of(List<Path> classPath) throws IOException {
    var roots = new LinkedHashSet<Path>();
    roots.add(Path.of(System.getProperty("java.home"), "lib", "modules"));
    for (var path : classPath) {
      addTo(roots, path);
    }
    return now(List.copyOf(roots));
  }

  static ClassPathState read(EntryReader in) {
    var roots = new ArrayList<Path>();
    for (int left = in.number(); left > 0; left--) {
      roots.add(Path.of(in.text()));
    }
    return new ClassPathState(roots, in.bytes());
  }

  void write(EntryWriter out) {
    out.number(roots.size());
    roots.forEach(root -> out.text(root.toString()));
    out.bytes(files);
  }

  /** Whether all files have the same state now, and none has been added. */
  boolean holds() throws IOException {
    return Arrays.equals(now(roots).files, files);
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
    var files = new EntryWriter();
    for (var root : roots) {
      add(root, files);
    }
    return new ClassPathState(roots, files.written());
  }

  private static void add(Path root, EntryWriter files) throws IOException {
    if (!new File(root.toString()).exists()) {
      files.text(root.toString());
      return;
    }
    var attributes = Files.readAttributes(root, ATTRIBUTES);
    if (Boolean.TRUE.equals(attributes.get("isDirectory"))) {
      for (var file : new ClassFiles(root).found()) {
        add(file, Files.readAttributes(file, ATTRIBUTES), files);
      }
    } else {
      add(root, attributes, files);
    }
  }

  private static void add(Path file, Map<String, Object> attributes, EntryWriter files) {
    files.text(file.toString());
    files.number(nanos(attributes.get("lastModifiedTime")));
    files.number(nanos(attributes.get("ctime")));
    files.number(number(attributes.get("size")));
    files.number(number(attributes.get("ino")));
    files.number(number(attributes.get("dev")));
  }

  private static long nanos(@Nullable Object time) {
    return time instanceof FileTime known ? known.to(TimeUnit.NANOSECONDS) : 0;
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number known ? known.longValue() : 0;
  }

  /** All files below a directory of classes, in order. */
  private static final class ClassFiles extends SimpleFileVisitor<Path> {

    private final Set<Path> found = new TreeSet<>();

    ClassFiles(Path root) throws IOException {
      var links = EnumSet.of(FileVisitOption.FOLLOW_LINKS);
      Files.walkFileTree(root, links, Integer.MAX_VALUE, this);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes seen) throws IOException {
      if (found.size() == MOST_FILES) {
        throw new IOException("more than " + MOST_FILES + " files");
      }
      found.add(file);
      return FileVisitResult.CONTINUE;
    }

    Set<Path> found() {
      return found;
    }
  }
}
