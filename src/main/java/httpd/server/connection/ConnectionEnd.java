package httpd.server.connection;

import httpd.net.LoopTask;
import httpd.net.ReadControl;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.util.function.BooleanSupplier;

/**
 * How a connection ends that neither side breaks off: the client has sent its FIN, the server
 * stops, or the last answer is written. On its event loop only.
 */
final class ConnectionEnd {

  private static final int LINGER_SECONDS = 2;

  private final ChannelHandler connection;
  private final Channel channel;
  private final ReadControl reading;
  private final ClientWatch watch;
  private final TurnAnswers turn;
  private final ExchangeSequence exchanges;
  private final BooleanSupplier serverStopping;

  private boolean inputEnded;
  private boolean told;

  /** Whether the last answer is written, and a read has not ended. */
  private boolean finishing;

  ConnectionEnd(
      ChannelHandler connection,
      Channel channel,
      ReadControl reading,
      ClientWatch watch,
      TurnAnswers turn,
      ExchangeSequence exchanges,
      BooleanSupplier serverStopping) {
    this.connection = connection;
    this.channel = channel;
    this.reading = reading;
    this.watch = watch;
    this.turn = turn;
    this.exchanges = exchanges;
    this.serverStopping = serverStopping;
  }

  boolean inputHasEnded() {
    return inputEnded;
  }

  /** Whether the stop of the server has reached this connection. */
  boolean isTold() {
    return told;
  }

  /** Whether the server stops; a handler on this event loop may have begun it just now. */
  boolean isStopping() {
    return told || serverStopping.getAsBoolean();
  }

  /** The client has sent its FIN. */
  void inputEnds() {
    inputEnded = true;
    reading.inputEnded();
    endInput();
  }

  void endInput() {
    var exchange = exchanges.current();
    if (exchanges.state() == SequenceState.REFUSING) {
      return; // Closed once the refusal is written.
    }
    if (exchange == null || exchange.isDone()) {
      closeWhenWritten();
    } else {
      exchange.inputEnded();
    }
  }

  /** The server stops; again does nothing. */
  void stop() {
    if (told) {
      return;
    }
    told = true;
    var exchange = exchanges.current();
    if (exchange == null) {
      LoopTask.executeAfterInput(channel.eventLoop(), this::closeUnlessAsked);
    } else if (exchange.isDone()) {
      finish();
    } else {
      exchange.serverStopping();
    }
  }

  /** A request that came before the stop, but was unread, has turned into an exchange by now. */
  private void closeUnlessAsked() {
    if (exchanges.state() == SequenceState.IDLE) {
      closeWhenWritten();
    }
  }

  private void closeWhenWritten() {
    if (!turn.isBehind()) {
      channel.close();
    }
  }

  /** The last answer is written; what was read with its request may still be on its way here. */
  void finish() {
    finishing = turn.isReading();
    if (finishing) {
      return;
    }
    if (exchanges.allIsRead()) {
      channel.close();
    } else {
      linger(false);
    }
  }

  /** All that was read is known. */
  void readEnds() {
    if (finishing) {
      finish();
    }
  }

  void linger(boolean closesAtStop) {
    if (exchanges.state() == SequenceState.CLOSED) {
      return;
    }
    if (inputEnded) {
      channel.close();
      return;
    }
    watch.stop();
    turn.flush();
    exchanges.close();
    channel.pipeline().replace(connection, null, new LingeringClose(LINGER_SECONDS, closesAtStop));
    reading.resume();
  }
}
