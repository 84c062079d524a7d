package httpd.live;

import httpd.line.ForwardingSource;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.WakeSlot;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The lines of a source, until another thread has them fail. */
final class RefusableSource extends ForwardingSource {

  private volatile @Nullable IOException refusal;
  private volatile @Nullable WakeSlot waiting;

  private final @Nullable LineSource input;

  /** The lines of a source; with it is closed what it is made of, if that is not null. */
  RefusableSource(LineSource source, @Nullable LineSource input) {
    super(source);
    this.input = input;
  }

  @Override
  public void close() {
    super.close();
    if (input != null) {
      input.close();
    }
  }

  /** Fails after what was polled. From any thread. */
  void refuse(IOException why) {
    refusal = why;
    var signal = waiting;
    if (signal != null) {
      signal.run();
    }
  }

  @Override
  public Poll poll(Runnable wake) {
    var signal = new WakeSlot(wake);
    waiting = signal; // First: a refusal after the look at it finds this one.
    var why = refusal;
    return why == null ? super.poll(signal) : new Poll.Failed(why);
  }

  @Override
  public @Nullable Object shared() {
    return refusal == null ? sharedBelow() : null;
  }
}
