package httpd.cli.target;

import httpd.Handler;
import httpd.live.Presentation;
import httpd.topic.SharedLines;

/** One source for all clients, {@code shared+KIND:...}. */
record SharedTarget(ShareableTarget target, Presentation presentation, int head)
    implements LiveTarget {

  @Override
  public SharedTarget shown(Presentation presentation) {
    return new SharedTarget(target, presentation, head);
  }

  @Override
  public SharedTarget with(TargetSettings settings) {
    var options = settings.options();
    var shared = target.with(settings) instanceof ShareableTarget set ? set : target;
    return new SharedTarget(shared, presented(presentation, options), options.head());
  }

  @Override
  public boolean uses(String option) {
    return option.equals("--head") || target.uses(option);
  }

  @Override
  public Handler open() {
    return topic(new SharedLines(target::openShared).withHead(head));
  }

  @Override
  public void check() throws Exception {
    target.check();
  }

  @Override
  public boolean runsCommands() {
    return target.runsCommands();
  }

  @Override
  public String source() {
    return target.source();
  }

  @Override
  public String toString() {
    return named("shared+" + target);
  }
}
