package httpd.cli.target;

import httpd.Handler;
import httpd.file.DirectoryHandler;
import httpd.file.FileSettings;
import java.nio.file.Path;

/** The files below a directory, {@code dir:DIRECTORY}. */
record DirectoryTarget(Path directory, FileSettings settings) implements RouteTarget {

  DirectoryTarget(Path directory) {
    this(directory, FileSettings.DEFAULT);
  }

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
  public RouteTarget with(TargetSettings all) {
    return new DirectoryTarget(directory, all.options().files());
  }

  @Override
  public boolean uses(String option) {
    return option.equals("--spa") || option.equals("--cache");
  }

  @Override
  public Handler open() {
    return new DirectoryHandler(directory, settings);
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
