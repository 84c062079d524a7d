package httpd.live;

import httpd.Body;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.PositionedSource;
import httpd.line.split.WholeLines;
import httpd.sse.DataLines;
import httpd.topic.Topic;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which lines a client asks for: {@code ?grep=TEXT} for those that have a text, {@code ?grep=-TEXT}
 * for those without it; of several, all hold.
 *
 * @param terms none for all lines
 */
public record Grep(List<GrepTerm> terms) {

  /** All lines. */
  private static final Grep ALL = new Grep(List.of());

  private static final String NAME = "grep";
  private static final int MOST_TERMS = 16;

  /** Reads what a client asks for; throws a 400 if it is too much. */
  public static Grep of(Request request) {
    if (!request.query().raw().contains(NAME)) {
      return ALL;
    }
    var texts = request.query().all(NAME).stream().filter(text -> !text.isEmpty()).toList();
    if (texts.size() > MOST_TERMS) {
      throw new HttpException(400, "grep= may be given %s times at most".formatted(MOST_TERMS));
    }
    return new Grep(texts.stream().map(GrepTerm::of).toList());
  }

  /** Whether all lines are asked for. */
  public boolean isOfAll() {
    return terms.isEmpty();
  }

  /** Returns whether a line is asked for. */
  boolean accepts(Line line) {
    byte[] content = line.content();
    for (var term : terms) {
      if (term.isIn(content, 0, content.length) == term.isExcluded()) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether an event is asked for, by its data; one that is not a line's always is. */
  boolean accepts(GrepEvent event) {
    if (!event.isOfLine()) {
      return true;
    }
    for (var term : terms) {
      if (event.dataHas(term) == term.isExcluded()) {
        return false;
      }
    }
    return true;
  }

  /** Returns those lines of a source that are asked for; the source may give pieces of lines. */
  public LineSource lines(LineSource pieces) {
    if (isOfAll()) {
      return pieces;
    }
    var whole = new WholeLines(pieces);
    return new GrepLines(whole, whole, this, UnaryOperator.identity());
  }

  /** Returns the data of those events that are asked for, for clients that read plain lines. */
  LineSource data(LineSource events) {
    if (isOfAll()) {
      return new DataLines(events);
    }
    var whole = new WholeLines(events);
    return new GrepLines(new DataLines(whole), whole, this, UnaryOperator.identity());
  }

  /** Returns those events of a topic whose data is asked for. */
  public LineSource storedEvents(LineSource events) {
    return isOfAll() ? events : new GrepLines(events, null, this, DataLines::dataOf);
  }

  /** Returns those events that are asked for. */
  public LineSource events(LineSource events) {
    return events(events, null);
  }

  /**
   * Returns those events that are asked for.
   *
   * @param newest the id of an event after which a client is told where it is; null for none
   */
  LineSource events(LineSource events, @Nullable String newest) {
    return isOfAll() ? events : new GrepEvents(events, this, newest, System::nanoTime);
  }

  /** Returns the response with those of its lines that are asked for. */
  Response of(Response response) {
    return response.body() instanceof Body.Lines(var lines) && !isOfAll()
        ? new Response(response.status(), response.headers(), new Body.Lines(lines(lines)))
        : response;
  }

  /** The lines of a topic from the last ones on that are asked for; may wait for a disk. */
  public PositionedSource last(Topic topic, int lines) throws IOException {
    return isOfAll() || lines == 0 ? topic.last(lines) : new GrepScan(topic, this).fromLast(lines);
  }
}
