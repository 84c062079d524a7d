package httpd.server.connection;

import io.netty.channel.Channel;

/**
 * Limits how long one connection waits for its client. {@link LoopConnections} looks at it
 * periodically while it is in its list. On the event loop only.
 */
public abstract class ConnectionWatch extends IdleQueue.Place {

  private final LoopConnections neighbours;

  /** The index in the list of {@link LoopConnections}; negative if it is not in it. */
  int index = -1;

  protected ConnectionWatch(Channel connection, LoopConnections neighbours) {
    super(connection);
    this.neighbours = neighbours;
  }

  /**
   * Checks what the connection waits for.
   *
   * @param nanos the time since the last look
   */
  protected abstract void look(long nanos);

  protected final LoopConnections neighbours() {
    return neighbours;
  }

  /** Has the connection looked at. */
  protected final void enter() {
    neighbours.add(this);
  }

  protected final void leave() {
    neighbours.remove(this);
  }

  /** The connection has nothing to do: it may be closed to make room for another one. */
  protected final void isIdle() {
    neighbours.idle().add(this);
  }

  protected final void isBusy() {
    neighbours.idle().remove(this);
  }
}
