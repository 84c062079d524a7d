package httpd.cli.target;

import httpd.Handler;
import httpd.file.DirectoryHandler;
import java.nio.file.Path;

/** The files below a directory, {@code dir:DIRECTORY}. */
record DirectoryTarget(Path directory) implements RouteTarget {

  public static final class Kind extends BuiltInKind {
    public Kind() {
      super(
          "dir",
          "dir:DIRECTORY",
          "the files below it: index.html or a listing",
          rest -> new DirectoryTarget(FileArgument.of(rest).directory()));
    }
  }

  @Override
  public Handler open() {
    return new DirectoryHandler(directory);
  }

  @Override
  public Extent extent() {
    return Extent.DIRECTORY;
  }

  @Override
  public String toString() {
    return "dir:" + directory;
  }
}
