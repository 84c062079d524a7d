package httpd.cli.target;

import httpd.route.TargetException;
import httpd.route.TargetKind;

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
