package httpd.cli.target;

import httpd.Handler;
import httpd.exec.ExecHandler;
import httpd.live.Presentation;
import httpd.proxy.SharedUpstreamHandler;
import httpd.recording.RecordForm;
import httpd.recording.RecordingHandler;
import httpd.recording.Recordings;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** A target whose lazy responses outlive their readers, {@code durable+KIND:...}. */
record DurableTarget(RouteTarget target) implements PrefixedTarget {

  /** Whether the lines of a target are recorded: others can be continued anyway, or are eager. */
  static boolean takes(RouteTarget target) {
    return switch (target) {
      case ExecTarget exec -> !exec.settings().showsErrors();
      case SharedTarget shared -> true;
      case ProxyTarget upstream -> true;
      case PersistentEventsTarget events -> true;
      case SharedUpstreamTarget shared -> true;
      default -> false;
    };
  }

  @Override
  public RouteTarget with(TargetSettings settings) {
    return new DurableTarget(target.with(settings));
  }

  @Override
  public Handler open() throws Exception {
    var recordings = Recordings.ofTheProcess();
    var name = toString();
    return switch (target) {
      case ExecTarget exec ->
          RecordingHandler.ofLines(
                  name, new ExecHandler(exec.shellCommand()), exec.presentation(), recordings)
              .taking(target.methods());
      case SharedTarget shared ->
          RecordingHandler.ofShared(
                  name,
                  shared.target()::openShared,
                  RecordForm.LINES,
                  shared.presentation(),
                  recordings)
              .taking(target.methods());
      case SharedUpstreamTarget shared ->
          SharedUpstreamHandler.reading(
              shared.upstream().upstreams().getFirst(),
              shared.upstream().limits(),
              shared.upstream().rulesOfRoute(),
              source ->
                  RecordingHandler.ofShared(
                          name,
                          source,
                          RecordForm.LINES_OR_EVENTS,
                          shared.presentation(),
                          recordings)
                      .taking(target.methods()));
      case PersistentEventsTarget events ->
          RecordingHandler.ofResponses(
                  name, withoutPings(events).reading(), events.presentation(), recordings)
              .taking(PersistentEventsTarget.READ);
      default ->
          RecordingHandler.ofResponses(name, target.open(), Presentation.DEFAULT, recordings);
    };
  }

  /** Pings are for one client, and not recorded. */
  private static PersistentEventsTarget withoutPings(PersistentEventsTarget events) {
    return events.shown(events.presentation().withPing(Duration.ZERO));
  }

  /** With DELETE, which stops a run. */
  @Override
  public Set<String> methods() {
    var methods =
        new HashSet<>(
            target instanceof PersistentEventsTarget
                ? PersistentEventsTarget.READ
                : target.methods());
    if (!methods.isEmpty()) {
      methods.add("DELETE");
    }
    return methods;
  }

  @Override
  public boolean uses(String option) {
    return option.startsWith("--durable") || target.uses(option);
  }

  @Override
  public String toString() {
    return "durable+" + target;
  }
}
