package httpd.cli.target;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.exec.OutputForm;
import httpd.live.View;
import httpd.route.TargetException;
import httpd.topic.HasTopics;
import httpd.topic.TopicView;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * A target whose responses have this {@code Content-Type} and no other: {@code
 * type=MEDIA/TYPE+WHAT}. Live lines are neither a page nor events then, and the output of a command
 * is passed on byte by byte.
 */
record TypedTarget(RouteTarget target, MediaTypePrefix type) implements PrefixedTarget {

  private static final Set<Integer> WITH_CONTENT = Set.of(200, 203, 206);

  /** Gives a target a type, if its responses have none that must stay. */
  static TypedTarget of(MediaTypePrefix type, RouteTarget target) throws TargetException {
    return switch (target) {
      case ExecTarget exec when exec.settings().showsErrors() ->
          throw TargetException.wrong(
              "stderr+ is for lines, and type= for output of any kind", "leave one of them out");
      case ExecTarget exec when exec.presentation().only() == null ->
          new TypedTarget(
              exec.with(exec.settings().with(type.isEvents() ? OutputForm.LINES : OutputForm.BYTES))
                  .shown(exec.presentation().withOnly(View.LINES)),
              type);
      case LiveTarget live when live.presentation().only() == null ->
          new TypedTarget(live.shown(live.presentation().withOnly(View.LINES)), type);
      case LiveTarget live ->
          throw TargetException.wrong(
              live + " has its type already",
              "leave out type=" + type + "+, or the prefix after it");
      case TextTarget text -> new TypedTarget(text, type);
      case FileTarget file -> new TypedTarget(file, type);
      default ->
          throw TargetException.wrong(
              "type= is for exec: tail: stdin: text: file:; " + target + " names types itself",
              "write " + target);
    };
  }

  private record TypedHandler(Handler handler, String type) implements Handler, HasTopics {

    @Override
    public List<TopicView> topics(int most) throws IOException {
      return HasTopics.of(handler, most);
    }

    @Override
    public int topicCount() {
      return HasTopics.count(handler);
    }

    @Override
    public Response handle(Request request) throws Exception {
      var response = handler.handle(request);
      return WITH_CONTENT.contains(response.status()) && !hasRanges(response)
          ? response.withType(type)
          : response;
    }

    /** Several parts, each with the type of the file. */
    private static boolean hasRanges(Response response) {
      var type = response.headers().get("Content-Type");
      return type != null && type.startsWith("multipart/");
    }

    @Override
    public boolean mayBlock(Request request) {
      return handler.mayBlock(request);
    }

    @Override
    public String toString() {
      return handler.toString();
    }
  }

  @Override
  public RouteTarget with(TargetSettings settings) {
    return new TypedTarget(target.with(settings), type);
  }

  @Override
  public Handler open() throws Exception {
    return new TypedHandler(target.open(), type.field());
  }

  @Override
  public String toString() {
    var shown =
        target instanceof LiveTarget live ? live.shown(live.presentation().withOnly(null)) : target;
    return "type=" + type + "+" + shown;
  }
}
