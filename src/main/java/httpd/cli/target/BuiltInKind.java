package httpd.cli.target;

import httpd.route.TargetException;
import httpd.route.TargetKind;

/** A kind of the program itself. */
abstract class BuiltInKind implements TargetKind {

  private final String name;
  private final String usage;
  private final String summary;

  BuiltInKind(String name, String usage, String summary) {
    this.name = name;
    this.usage = usage;
    this.summary = summary;
  }

  @Override
  public abstract RouteTarget parse(String rest) throws TargetException;

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

  final void refuseRest(String rest, String hint) throws TargetException {
    if (!rest.isEmpty()) {
      throw TargetException.wrong(name + ": takes nothing after the colon", hint);
    }
  }
}
