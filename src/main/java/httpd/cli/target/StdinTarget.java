package httpd.cli.target;

import httpd.Handler;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.route.TargetException;
import httpd.topic.StandardInput;

/** Standard input, {@code stdin:} or {@code -}; read from the start of the server. */
record StdinTarget(Presentation presentation, int head) implements LiveTarget {

  public static final class Kind extends BuiltInKind {
    public Kind() {
      super("stdin", "stdin:", "lines read from standard input", StdinTarget::read);
    }
  }

  private static StdinTarget read(String rest) throws TargetException {
    BuiltInKind.refuseRest("stdin", rest, "write stdin: or -");
    return new StdinTarget(Presentation.DEFAULT, 0);
  }

  @Override
  public StdinTarget shown(Presentation presentation) {
    return new StdinTarget(presentation, head);
  }

  /** A pipe has a beginning: a client gets all that is kept, unless {@code --last} says less. */
  @Override
  public StdinTarget with(TargetSettings settings) {
    var options = settings.options();
    var shown = presented(presentation, options);
    return new StdinTarget(
        options.isGiven("--last") ? shown : shown.withLast(TopicHandler.MOST_LINES),
        options.head());
  }

  @Override
  public boolean readsInput() {
    return true;
  }

  @Override
  public boolean uses(String option) {
    return option.equals("--head") || option.endsWith("tee");
  }

  @Override
  public Handler open() {
    var input = StandardInput.ofTheProcess().withHead(head);
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
