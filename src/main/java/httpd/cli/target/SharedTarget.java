package httpd.cli.target;

import httpd.Handler;
import httpd.live.Presentation;
import httpd.topic.SharedLines;

/** One source for all clients, {@code shared+KIND:...}. */
record SharedTarget(ShareableTarget target, Presentation presentation) implements LiveTarget {

  @Override
  public SharedTarget shown(Presentation presentation) {
    return new SharedTarget(target, presentation);
  }

  @Override
  public Handler open() {
    return topic(new SharedLines(target::openShared));
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
