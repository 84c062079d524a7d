package httpd.cli.target;

import httpd.Handler;
import httpd.file.FileHandler;
import java.nio.file.Path;

/** One file with all that is in it, {@code file:FILE}. */
record FileTarget(Path file) implements RouteTarget {

  public static final class Kind extends BuiltInKind {
    public Kind() {
      super(
          "file",
          "file:FILE",
          "the whole file",
          rest -> new FileTarget(FileArgument.of(rest).file("file")));
    }
  }

  @Override
  public Handler open() {
    return new FileHandler(file);
  }

  @Override
  public String toString() {
    return "file:" + file;
  }
}
