package httpd.live.merged;

import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.live.Grep;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import org.jspecify.annotations.Nullable;

/** The responses with a stream of several topics, as {@link TopicHandler} has them for one. */
public record MergedAnswer(Presentation presentation, StreamNouns nouns) {

  /**
   * Returns the place of a request for plain lines; null to begin.
   *
   * @throws HttpException 400 if it cannot be one
   */
  public static @Nullable String placeOfLines(Request request, StreamNouns nouns) {
    var after = request.query("after");
    if (after != null && request.query("last") != null) {
      throw new HttpException(400, "after= and last= exclude each other: use one of them");
    }
    if (after != null && PlacesId.positions(after) == null) {
      throw new HttpException(
          400, "after= is not the position of a stream of several " + nouns.many());
    }
    return after;
  }

  /** Events; if lines were lost, a {@code reset} comes first. */
  public Response events(Request request, OpenedStream opened) {
    var events = opened.events();
    var id = events.id();
    events.begin(
        opened.isWhole()
            ? MergedFrames.beginning(id)
            : MergedFrames.reset(nouns, opened.lost(), opened.gone(), id));
    var asked = Grep.of(request).events(events);
    return described(presentation.events(request, asked), events, id);
  }

  /**
   * Plain lines.
   *
   * @throws HttpException 410 if lines were lost
   */
  public Response lines(OpenedStream opened) {
    var id = opened.events().id();
    if (opened.isWhole()) {
      return described(presentation.lines(opened.events()), opened.events(), id);
    }
    opened.events().close();
    throw new HttpException(
        410,
        "lines of some %s are gone; ?after=%s gives all that are kept".formatted(nouns.many(), id),
        Headers.of("Httpd-Oldest", id),
        null);
  }

  private Response described(Response response, MergedEvents events, String id) {
    return response
        .withHeader(TopicHandler.POSITION, id)
        .withHeader(nouns.count(), Integer.toString(events.topics().size()));
  }
}
