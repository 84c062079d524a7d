package httpd.cli.target;

import httpd.route.TargetException;
import httpd.route.TargetKind;
import java.util.List;

/** A kind of the program itself. */
abstract class BuiltInKind implements TargetKind {

  /** Reads the text after the colon. */
  interface Reader {
    RouteTarget read(String rest) throws TargetException;
  }

  private final String name;
  private final String usage;
  private final String summary;
  private final Reader reader;

  BuiltInKind(String name, String usage, String summary, Reader reader) {
    this.name = name;
    this.usage = usage;
    this.summary = summary;
    this.reader = reader;
  }

  /** Returns all kinds of the program, in the order of its service file. */
  static List<TargetKind> all() {
    return List.of(
        new JavaTarget.Kind(),
        new TailTarget.Kind(),
        new DirectoryTarget.Kind(),
        new FileTarget.Kind(),
        new StdinTarget.Kind(),
        new ExecTarget.Kind(),
        new BinTarget.Kind(),
        new HubTarget.Kind(),
        new StreamsTarget.Kind(),
        new TextTarget.Kind(),
        new ProxyTarget.Http(),
        new ProxyTarget.Https(),
        new ProxyTarget.Unix(),
        new ProxyTarget.Http2(),
        new ProxyTarget.Http2c());
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String usage() {
    return usage;
  }

  @Override
  public final String summary() {
    return summary;
  }

  @Override
  public final RouteTarget parse(String rest) throws TargetException {
    return reader.read(rest);
  }

  static void refuseRest(String name, String rest, String hint) throws TargetException {
    if (!rest.isEmpty()) {
      throw TargetException.wrong(name + ": takes nothing after the colon", hint);
    }
  }
}
