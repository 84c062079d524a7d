package httpd.net;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads the native library of Netty's epoll from the directory {@code lib/native} beside the jar of
 * the program. Netty finds it loaded; otherwise it would copy it out of its own jar to a new file
 * with a random name, at each start.
 *
 * <p>Without that file, as in a program that embeds the server, Netty does as it always does.
 */
final class EpollLibrary {

  /**
   * The class that it is loaded for, while its static initializer asks for its logger: the library
   * initializes that class, which would look for the library.
   */
  static final String USER = "io.netty.channel.epoll.Native";

  private static final String NAME = "libnetty_transport_native_epoll_";

  private EpollLibrary() {}

  /** Loads it if it is there. To be called by the initializer of {@link #USER}. */
  @SuppressWarnings("restricted") // The manifest enables native access.
  static void load() {
    var jar = System.getProperty("java.class.path", "");
    if (!jar.endsWith(".jar") || jar.indexOf(File.pathSeparatorChar) >= 0) {
      return; // Not started as the program is.
    }
    var file =
        Path.of(jar).toAbsolutePath().resolveSibling("lib/native/" + NAME + processor() + ".so");
    if (!Files.isRegularFile(file)) {
      return;
    }
    try {
      System.load(file.toString());
    } catch (UnsatisfiedLinkError notForThisSystem) {
      // Netty tries its own, and reports it.
    }
  }

  private static String processor() {
    var name = System.getProperty("os.arch", "");
    return switch (name) {
      case "amd64" -> "x86_64";
      case "aarch64" -> "aarch_64";
      default -> name;
    };
  }
}
