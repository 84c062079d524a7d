package httpd.topic;

import httpd.line.Insight;
import httpd.line.Lead;
import httpd.line.LeadSource;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a topic that runs only while it is read: what the reader needs is started at its
 * first poll, or when its position is first asked for.
 *
 * <pre>
 *         poll, position                  close
 *   NEW ──────────────────► STARTED ──────────────► CLOSED
 *    └──────────── close: nothing is started ─────────▲
 * </pre>
 */
final class StartOnFirstPoll implements TopicSource {

  private final Topic topic;
  private final Supplier<PositionedSource> start;

  /** Set once, guarded by this. */
  private volatile @Nullable PositionedSource lines;

  /** Guarded by this. */
  private boolean closed;

  StartOnFirstPoll(Topic topic, Supplier<PositionedSource> start) {
    this.topic = topic;
    this.start = start;
  }

  @Override
  public Poll poll(Runnable wake) {
    return lines().poll(wake);
  }

  @Override
  public String position() {
    return lines().position();
  }

  @Override
  public Topic topic() {
    return topic;
  }

  @Override
  public long skip() {
    return lines().skip();
  }

  @Override
  public long replaced() {
    return lines().replaced();
  }

  @Override
  public Insight insight() {
    var known = lines;
    return known == null ? Insight.NONE : known.insight();
  }

  @Override
  public int exitStatus() {
    return lines().exitStatus();
  }

  @Override
  public @Nullable Object shared() {
    return lines().shared();
  }

  @Override
  public LeadSource lead() {
    return lines().lead();
  }

  @Override
  public boolean follow(Lead lead) {
    return lines().follow(lead);
  }

  @Override
  public void goOnAt(Lead lead, Object place) {
    lines().goOnAt(lead, place);
  }

  @Override
  public void close() {
    var started = endStart();
    if (started != null) {
      started.close();
    }
  }

  private synchronized @Nullable PositionedSource endStart() {
    closed = true;
    return lines;
  }

  private PositionedSource lines() {
    var known = lines;
    return known == null ? started() : known;
  }

  private synchronized PositionedSource started() {
    if (lines == null) {
      lines = closed ? closedSource() : start.get();
    }
    return lines;
  }

  private static PositionedSource closedSource() {
    var source = new MemoryRing().last(0);
    source.close();
    return source;
  }
}
