package httpd.script;

import httpd.Handler;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The classes of {@code --class-path}, for the compiler and as a loader. */
public record HandlerClassPath(List<Path> entries, ClassLoader loader) {

  private static volatile HandlerClassPath ofTheProcess = programOnly();

  public static HandlerClassPath programOnly() {
    return new HandlerClassPath(List.of(), Handler.class.getClassLoader());
  }

  static HandlerClassPath ofTheProcess() {
    return ofTheProcess;
  }

  public void useForTheProcess() {
    ofTheProcess = this;
  }

  /** This class path and these jars, which one source uses alone. */
  HandlerClassPath plus(List<Path> jars) {
    var all = new ArrayList<>(entries);
    all.addAll(jars);
    return new HandlerClassPath(
        List.copyOf(all),
        new URLClassLoader(
            "//DEPS", jars.stream().map(HandlerClassPath::url).toArray(URL[]::new), loader));
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("a path has a URL", e);
    }
  }

  /**
   * What handler files are compiled with: the class path of this process, the place from which
   * httpd itself was loaded, and these entries. The compiler follows the {@code Class-Path} of a
   * jar's manifest, as the JVM does.
   */
  List<Path> all() {
    var all = new LinkedHashSet<Path>();
    for (var entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
      all.add(Path.of(entry).toAbsolutePath());
    }
    var own = own();
    if (own != null) {
      all.add(own);
    }
    all.addAll(entries);
    return List.copyOf(all);
  }

  /**
   * The jar that is the whole class path, its libraries apart; null if not, and with entries: the
   * libraries come before them.
   */
  @Nullable Path ownJar() {
    var own = own();
    boolean alone =
        own != null
            && entries.isEmpty()
            && own.equals(Path.of(System.getProperty("java.class.path", "")).toAbsolutePath())
            && own.toFile().isFile();
    return alone ? own : null;
  }

  /** Null if httpd was not loaded from a file or a directory. */
  private static @Nullable Path own() {
    var source = Handler.class.getProtectionDomain().getCodeSource();
    var location = source == null ? null : source.getLocation();
    var uri = location == null ? null : URI.create(location.toString());
    return uri != null && "file".equals(uri.getScheme()) ? Path.of(uri) : null;
  }
}
