package httpd.cli.target;

import httpd.Handler;
import httpd.live.Presentation;
import httpd.route.TargetException;
import httpd.topic.StandardInput;

/** Standard input, {@code stdin:} or {@code -}; read from the start of the server. */
record StdinTarget(Presentation presentation) implements LiveTarget {

  public static final class Kind extends BuiltInKind {
    public Kind() {
      super("stdin", "stdin:", "lines read from standard input", StdinTarget::read);
    }
  }

  private static StdinTarget read(String rest) throws TargetException {
    BuiltInKind.refuseRest("stdin", rest, "write stdin: or -");
    return new StdinTarget(Presentation.DEFAULT);
  }

  @Override
  public StdinTarget shown(Presentation presentation) {
    return new StdinTarget(presentation);
  }

  @Override
  public Handler open() {
    var input = StandardInput.ofTheProcess();
    input.start();
    return topic(input);
  }

  @Override
  public String source() {
    return "standard input";
  }

  @Override
  public String toString() {
    return named("stdin:");
  }
}
