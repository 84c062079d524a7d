package httpd.durable;

import httpd.line.Lead;
import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The records of a stream, out of one log after the other.
 *
 * <pre>
 *               the section's end is reached                 the same
 *   1ST LOG ───────────────────────────────► 2ND LOG ─ ... ──────────► OWN LOG, to its end
 * </pre>
 */
final class StitchedSource implements LineSource {

  /**
   * The records of one log.
   *
   * @param end the position at which the next one begins; null for the last
   */
  record Part(LineSource source, @Nullable String end) {}

  private final List<Part> parts;

  // The owner's own.
  private String position;
  private int at;

  StitchedSource(String position, List<Part> parts) {
    this.position = position;
    this.parts = List.copyOf(parts);
  }

  @Override
  public Poll poll(Runnable wake) {
    while (position.equals(parts.get(at).end())) {
      parts.get(at).source().close();
      at++;
    }
    var source = parts.get(at).source();
    var poll = source.poll(wake);
    if (poll instanceof Line) {
      position = Objects.requireNonNull(source.position());
    } else if (poll instanceof Poll.End && parts.get(at).end() != null) {
      return new Poll.Failed(new IllegalStateException("the source of a fork ends at " + position));
    }
    return poll;
  }

  @Override
  public String position() {
    return position;
  }

  /** {@inheritDoc} The last log alone is shared: what is before that is read once. */
  @Override
  public @Nullable Object shared() {
    return at < parts.size() - 1 ? null : last().shared();
  }

  @Override
  public LeadSource lead() {
    return last().lead();
  }

  @Override
  public boolean follow(Lead lead) {
    return last().follow(lead);
  }

  @Override
  public void goOnAt(Lead lead, Object place) {
    last().goOnAt(lead, place);
    position = Objects.requireNonNull(last().position());
  }

  private LineSource last() {
    return parts.getLast().source();
  }

  @Override
  public void close() {
    parts.forEach(part -> part.source().close());
  }
}
