package httpd.line;

import org.jspecify.annotations.Nullable;

/**
 * A source that changes the lines of another one and keeps everything else that it can do. Every
 * source that wraps another extends this class, so that none loses an ability by forgetting it.
 */
public abstract class ForwardingSource implements LineSource {

  private final LineSource source;

  /**
   * Wraps a source.
   *
   * @param source closed with this one
   */
  protected ForwardingSource(LineSource source) {
    this.source = source;
  }

  @Override
  public Poll poll(Runnable wake) {
    return source.poll(wake);
  }

  @Override
  public void close() {
    source.close();
  }

  @Override
  public boolean hasHeartbeat() {
    return source.hasHeartbeat();
  }

  @Override
  public Object origin() {
    return source.origin();
  }

  @Override
  public @Nullable String position() {
    return source.position();
  }

  @Override
  public long skip() {
    return source.skip();
  }

  @Override
  public long remainingNanos() {
    return source.remainingNanos();
  }

  @Override
  public long replaced() {
    return source.replaced();
  }

  @Override
  public Insight insight() {
    return source.insight();
  }

  @Override
  public @Nullable String eventType() {
    return source.eventType();
  }

  @Override
  public int exitStatus() {
    return source.exitStatus();
  }

  /** {@inheritDoc} Null, unless a source says what it makes of {@link #sharedBelow}. */
  @Override
  public @Nullable Object shared() {
    return null;
  }

  /** Returns what the wrapped source shares. */
  protected final @Nullable Object sharedBelow() {
    return source.shared();
  }

  @Override
  public LeadSource lead() {
    return source.lead();
  }

  @Override
  public boolean follow(Lead lead) {
    return source.follow(lead);
  }

  @Override
  public void goOnAt(Lead lead, Object place) {
    source.goOnAt(lead, place);
  }
}
