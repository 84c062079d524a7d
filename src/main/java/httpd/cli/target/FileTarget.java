package httpd.cli.target;

import httpd.Handler;
import httpd.file.CacheTimes;
import httpd.file.FileHandler;
import java.nio.file.Path;

/** One file with all that is in it, {@code file:FILE}. */
record FileTarget(Path file, CacheTimes times) implements RouteTarget {

  public static final class Kind extends BuiltInKind {
    public Kind() {
      super(
          "file",
          "file:FILE",
          "the whole file",
          rest -> new FileTarget(FileArgument.of(rest).file("file"), CacheTimes.NONE));
    }
  }

  @Override
  public RouteTarget with(TargetSettings all) {
    return new FileTarget(file, all.options().files().times());
  }

  @Override
  public boolean uses(String option) {
    return option.equals("--cache");
  }

  @Override
  public Handler open() {
    return new FileHandler(file, times);
  }

  @Override
  public String toString() {
    return "file:" + file;
  }
}
