package httpd.script;

import httpd.Handler;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
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

  /** Null if httpd was not loaded from a file or a directory. */
  private static @Nullable Path own() {
    var source = Handler.class.getProtectionDomain().getCodeSource();
    var location = source == null ? null : source.getLocation();
    var uri = location == null ? null : URI.create(location.toString());
    return uri != null && "file".equals(uri.getScheme()) ? Path.of(uri) : null;
  }
}
