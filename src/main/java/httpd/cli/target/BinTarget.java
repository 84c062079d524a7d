package httpd.cli.target;

import httpd.Handler;
import httpd.exec.LocalSite;
import httpd.exec.ProgramsHandler;
import httpd.exec.RunSettings;
import httpd.route.TargetException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** The programs in a directory, {@code bin:DIRECTORY}. */
record BinTarget(Path directory, RunSettings settings, LocalSite site) implements ProgramTarget {

  public static final class Kind extends BuiltInKind {
    public Kind() {
      super("bin", "bin:DIRECTORY", "the programs in it, as CGI: /NAME runs NAME", BinTarget::read);
    }
  }

  private static BinTarget read(String rest) throws TargetException {
    if (rest.isEmpty()) {
      throw TargetException.wrong(
          "bin: needs the name of a directory", "write bin:DIRECTORY, as /cgi-bin=bin:cgi-bin");
    }
    var name = FileArgument.of(rest);
    if (name.isFile()) {
      throw TargetException.wrong(
          rest + " is a file", "bin: takes a directory; cgi+exec:" + rest + " runs one program");
    }
    return new BinTarget(
        name.directory(), RunSettings.DEFAULT, new LocalSite(new AtomicReference<>()));
  }

  @Override
  public RouteTarget with(TargetSettings all) {
    return new BinTarget(directory, all.ofCommands(settings), new LocalSite(all.site()));
  }

  @Override
  public Handler open() {
    return new ProgramsHandler(directory, settings, site);
  }

  @Override
  public Extent extent() {
    return Extent.DIRECTORY;
  }

  @Override
  public String toString() {
    return "bin:" + directory;
  }
}
