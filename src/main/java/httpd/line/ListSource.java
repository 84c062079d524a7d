package httpd.line;

import java.util.List;

/** Strings that are all available, each given verbatim, with no line feed added. */
public final class ListSource implements LineSource {

  private final List<String> texts;
  private int next;
  private volatile boolean closed;

  /**
   * A source of these strings.
   *
   * @param texts not changed from now on
   */
  public ListSource(List<String> texts) {
    this.texts = texts;
  }

  @Override
  public Poll poll(Runnable wake) {
    if (next == texts.size()) {
      return Poll.END;
    }
    return closed ? new Poll.Failed(new SourceClosedException()) : Line.verbatim(texts.get(next++));
  }

  @Override
  public void close() {
    closed = true;
  }
}
