package httpd.stream;

import httpd.line.LineSource;
import httpd.net.DirectSocket;
import httpd.net.LoopTask;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one event loop that give the same lines and have had the same ones. Their lines
 * are read and framed once, and sent to one client after the other.
 *
 * <pre>
 *              the lead has lines                          all seats are served
 *   WAITING ──────────────────────► PASSING, from seat to seat ─────────────────► WAITING, PASSING
 *      │  ▲ all that were late                                                    or PARTING
 *      │  └──── have a seat
 *      │ the lead has what is not for all    PARTING: each stream polls for itself
 *      ├────────────────────────────────────────────────────────────────────────► DONE
 *      └ the last stream has left ──────────────────────────────────────────────►
 * </pre>
 *
 * <p>A stream has a seat while it waits for its source, its source follows this lead, and nothing
 * waits for its client. Whatever else happens to it, it leaves first, and goes on from the place up
 * to which its client has got the lines; so none is lost and none is sent twice. A seat that is
 * taken during a pass is not served by that pass.
 *
 * <p>A turn serves {@value #SEATS_A_TURN} seats, and the next turn comes after the loop has served
 * its other connections. Everything runs on the event loop, except the wake-up of the lead.
 */
final class Audience {

  static final int SEATS_A_TURN = 64;

  private enum State {
    WAITING,
    PASSING,
    PARTING,
    DONE
  }

  private final Broadcast broadcast;
  private final EventLoop loop;
  private final Runnable whenDone;
  private final Runnable wake = this::wake;
  private final Runnable woken = this::woken;
  private final Runnable turn = this::turn;
  private final Seats seats = new Seats();

  /** Streams that were ahead of the lead when they came, during a pass. */
  private final List<SeatedPump> late = new ArrayList<>();

  private State state = State.WAITING;

  /** Null if nothing is measured. */
  private @Nullable LineMeter meter;

  /** When the lead was told of lines; 0 before. */
  private long wokenAt;

  /** When the lines of this pass were announced, or else taken. */
  private long since;

  /** The streams that have got them, and are not reported yet. */
  private int given;

  // The seats that the pass under way has still to serve.
  private int next;
  private int end;

  /** The first of those seats whose streams get frames of their own; {@link #end} if none do. */
  private int own;

  /** An audience without streams; the last that leaves runs {@code whenDone}. */
  Audience(Broadcast broadcast, EventLoop loop, Runnable whenDone) {
    this.broadcast = broadcast;
    this.loop = loop;
    this.whenDone = whenDone;
  }

  /** Gives a stream a seat if it stands where the lead stands. */
  boolean admit(SeatedPump stream, LineSource source, DirectSocket socket) {
    if (state == State.WAITING && look()) { // The stream may have been told of a line first.
      loop.execute(turn);
    }
    boolean follows =
        (state == State.WAITING || state == State.PASSING) && source.follow(broadcast);
    if (follows) {
      meter = stream.meter();
      stream.moveTo(seats.take(stream, socket));
      broadcast.join(stream);
    } else if (state != State.WAITING) {
      late.add(stream);
    }
    closeIfEmpty();
    return follows;
  }

  /**
   * Takes a stream's seat away, and has its source go on after the lines that it was sent. During a
   * pass it gets those of the pass before: it leaves because of something that came later.
   */
  void leave(SeatedPump stream, int seat, LineSource source) {
    boolean served = isServed(seat) || serveFirst(stream, seat);
    seats.leave(seat);
    broadcast.leave(stream, source, served);
    closeIfEmpty();
  }

  private boolean isServed(int seat) {
    return seat < next || seat >= end;
  }

  /** Returns how many lines the stream on this seat has got, of all that there were. */
  long lines(int seat) {
    return broadcast.lines(isServed(seat));
  }

  long bytes(int seat) {
    return broadcast.bytes(isServed(seat));
  }

  private boolean serveFirst(SeatedPump stream, int seat) {
    var given = frames(seat);
    var socket = Objects.requireNonNull(seats.socket(seat));
    if (given == null || !socket.isClear()) {
      return false;
    }
    countOwn(seat, stream);
    int sent = socket.send(given);
    if (sent < given.readableBytes()) {
      stream.queue(given, sent);
    }
    return true;
  }

  /** Returns how many seats the pass under way has still to serve. */
  int unserved() {
    return end - next;
  }

  /** From any thread. */
  private void wake() {
    if (meter != null) {
      wokenAt = System.nanoTime();
    }
    try {
      loop.execute(woken);
    } catch (RejectedExecutionException loopHasEnded) {
      seats.forEach(SeatedPump::abandon);
      broadcast.close();
    }
  }

  /** A wake-up during a pass needs nothing: after it, the lead is asked anyway. */
  private void woken() {
    if (state == State.WAITING) {
      if (look()) {
        turn();
      } else {
        seatLate();
      }
    }
  }

  /** Takes the lines that there are, and returns whether a pass begins. */
  private boolean look() {
    state =
        switch (broadcast.take(wake)) {
          case NOTHING -> State.WAITING;
          case LINES -> State.PASSING;
          case NOT_FOR_ALL -> State.PARTING;
        };
    if (meter != null && state == State.PASSING) {
      since = wokenAt == 0 ? System.nanoTime() : wokenAt;
      wokenAt = 0;
    }
    next = 0;
    end = state == State.WAITING ? 0 : seats.used();
    own = end;
    while (own > 0 && !knows(seats.stream(own - 1))) { // Those that came last.
      own--;
    }
    return state != State.WAITING;
  }

  private boolean knows(@Nullable SeatedPump stream) {
    return broadcast.ownFrames() == null || (stream != null && broadcast.knows(stream));
  }

  private @Nullable ByteBuf frames(int seat) {
    return seat < own ? broadcast.frames() : broadcast.ownFrames();
  }

  private void countOwn(int seat, @Nullable SeatedPump stream) {
    if (seat >= own && stream != null) {
      broadcast.countOwn(stream);
    }
  }

  private void turn() {
    if (state == State.DONE) {
      seatLate();
      return;
    }
    int stop = Math.min(end, next + SEATS_A_TURN);
    while (next < stop) {
      serve(next++);
    }
    report();
    if (next < end && state != State.DONE) {
      LoopTask.executeAfterInput(loop, turn);
    } else {
      endPass();
    }
  }

  private void report() {
    if (meter != null && given > 0) {
      meter.delayed(System.nanoTime() - since, given);
    }
    given = 0;
  }

  private void serve(int seat) {
    var frames = frames(seat);
    if (frames == null) {
      var stream = seats.stream(seat);
      if (stream != null) {
        stream.pollAlone();
      }
      return;
    }
    var socket = seats.socket(seat);
    if (socket != null) {
      countOwn(seat, seats.stream(seat));
      given++;
      int sent = socket.isClear() ? socket.send(frames) : 0;
      if (sent < frames.readableBytes()) {
        Objects.requireNonNull(seats.stream(seat)).fallBehind(frames, sent);
      }
    }
  }

  private void endPass() {
    seats.closeRanks();
    if (!closeIfEmpty() && look()) {
      LoopTask.executeAfterInput(loop, turn);
    } else {
      seatLate();
    }
  }

  private void seatLate() {
    var streams = List.copyOf(late);
    late.clear();
    streams.forEach(SeatedPump::comeAgain);
  }

  private boolean closeIfEmpty() {
    if (state != State.DONE && seats.isEmpty()) {
      state = State.DONE;
      whenDone.run();
      broadcast.close();
    }
    return state == State.DONE;
  }
}
