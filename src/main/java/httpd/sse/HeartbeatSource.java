package httpd.sse;

import httpd.line.ForwardingSource;
import httpd.line.Lead;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.Timer;
import httpd.line.WakeSlot;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A source that is never silent for long: after each silence of a certain length it gives a line of
 * its own, the beat.
 *
 * <pre>
 *               Pending                     silent for so long
 *   SPEAKING ─────────────► SILENT, since ─────────────────────► DUE: wakes the owner
 *      ▲                        │                                  │
 *      └──────── Line ──────────┴──────────── the beat ────────────┘
 * </pre>
 *
 * <p>Only silence counts in which the owner waits: while it takes no lines, it gets no beat. A line
 * does not touch the timer, which reads the clock when the time may be over.
 *
 * <p>The source is an event stream. A beat is given only where one of its lines has ended, and one
 * that is an event, with its blank line, only where an event has ended. Silence elsewhere passes
 * without a beat. After a CR the lines of the beat end with CR too, so that an LF that the source
 * gives next completes a CR LF, as it would have without the beat.
 */
public final class HeartbeatSource extends ForwardingSource {

  private static final long SPEAKING = Long.MIN_VALUE;

  private final long silence;
  private final Beat beat;
  private final Timer timer;
  private final LongSupplier clock;

  // The owner's own.
  private final LineBoundary boundary = new LineBoundary();
  private boolean speaking = true;
  private boolean armed;
  private boolean ended;

  /** When the owner began to wait; {@link #SPEAKING} if it does not. */
  private volatile long silentSince = SPEAKING;

  private volatile boolean due;
  private volatile boolean closed;
  private volatile @Nullable WakeSlot waiting;

  /** The lead that it follows, whose lines end the silence as well. */
  private volatile @Nullable Lead lead;

  private volatile @Nullable Future<?> tick;

  /** Adds a heartbeat to a source. */
  public HeartbeatSource(LineSource source, Duration silence, Beat beat) {
    this(source, silence, beat, Timer.OF_THE_PROCESS, System::nanoTime);
  }

  HeartbeatSource(LineSource source, Duration silence, Beat beat, Timer timer, LongSupplier clock) {
    super(source);
    if (!silence.isPositive()) {
      throw new IllegalArgumentException("a heartbeat needs a time above zero, was " + silence);
    }
    this.silence = silence.toNanos();
    this.beat = beat;
    this.timer = timer;
    this.clock = clock;
  }

  @Override
  public Poll poll(Runnable wake) {
    if (due && !closed && !ended) {
      due = false;
      if (beatFits()) {
        speak();
        return beat();
      }
    }
    var signal = new WakeSlot(wake);
    var poll = super.poll(signal);
    if (poll instanceof Poll.Pending) {
      wait(signal);
    } else {
      speak();
      pass(poll);
    }
    return poll;
  }

  @Override
  public boolean hasHeartbeat() {
    return true;
  }

  @Override
  public void close() {
    closed = true;
    var last = tick;
    if (last != null) {
      last.cancel(false);
    }
    super.close();
  }

  @Override
  public @Nullable Object shared() {
    boolean silent = !due && !closed && !ended && boundary.isBetweenEvents();
    return silent && sharedBelow() instanceof SharedEvents events ? events : null;
  }

  @Override
  public boolean follow(Lead lead) {
    boolean follows = super.follow(lead);
    this.lead = follows ? lead : null;
    return follows;
  }

  @Override
  public void goOnAt(Lead lead, Object place) {
    silentSince = silentSince();
    this.lead = null;
    super.goOnAt(lead, place);
  }

  private void pass(Poll poll) {
    if (poll instanceof Line line) {
      boundary.pass(line);
    } else {
      ended = true;
    }
  }

  private boolean beatFits() {
    return beat.isEvent() ? boundary.isBetweenEvents() : boundary.isAtLineStart();
  }

  private Line beat() {
    var fitting = boundary.isAfterCr() ? beat.afterCr() : beat.line();
    boundary.pass(fitting);
    return fitting;
  }

  private void speak() {
    if (!speaking) {
      speaking = true;
      silentSince = SPEAKING;
    }
  }

  private void wait(WakeSlot signal) {
    waiting = signal;
    if (speaking) {
      speaking = false;
      silentSince = clock.getAsLong();
    }
    if (!armed) {
      armed = true;
      tickAfter(silence);
    }
    if (due) {
      signal.run(); // The tick came between the look at it and the wait, and found an old signal.
    }
  }

  private void tick() {
    long since = silentSince();
    long left = since == SPEAKING ? silence : since + silence - clock.getAsLong();
    if (left > 0) {
      tickAfter(left);
      return;
    }
    due = true;
    var signal = waiting;
    if (signal != null) {
      signal.run();
    }
    tickAfter(silence);
  }

  private long silentSince() {
    long since = silentSince;
    var led = lead;
    long gaveAt = led == null ? since : led.gaveAt();
    return since == SPEAKING || gaveAt - since < 0 ? since : gaveAt;
  }

  private void tickAfter(long nanos) {
    if (closed) {
      return;
    }
    var next = timer.after(nanos, this::tick);
    tick = next;
    if (closed) {
      next.cancel(false);
    }
  }
}
