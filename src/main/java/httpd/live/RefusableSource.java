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

  RefusableSource(LineSource source) {
    super(source);
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
