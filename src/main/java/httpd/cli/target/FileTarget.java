package httpd.cli.target;

import httpd.Handler;
import httpd.file.FileHandler;
import httpd.route.TargetException;
import java.nio.file.Path;

/** One file with all that is in it, {@code file:FILE}. */
record FileTarget(Path file) implements RouteTarget {

  public static final class Kind extends BuiltInKind {
    public Kind() {
      super("file", "file:FILE", "the whole file");
    }

    @Override
    public FileTarget parse(String rest) throws TargetException {
      return new FileTarget(FileArgument.of(rest).file(name()));
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
