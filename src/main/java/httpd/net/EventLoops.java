package httpd.net;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Event loops that outlive an error, and close what they carry at their end.
 *
 * <p>Netty ends a loop, and with it a share of all connections, if an {@link Error} leaves a
 * handler of errors: that of a connection for which there is no memory needs memory itself. And it
 * closes no connection of a loop that is told to end between its last look for that and its last
 * task.
 */
public final class EventLoops extends MultiThreadIoEventLoopGroup {

  /** Starts no thread before the first task. */
  public EventLoops(int loops, ThreadFactory threads, IoHandlerFactory ioHandlers) {
    super(loops, threads, ioHandlers);
  }

  @Override
  protected IoEventLoop newChild(Executor executor, IoHandlerFactory ioHandlers, Object... unused) {
    return new SingleThreadIoEventLoop(this, executor, ioHandlers) {
      @Override
      protected void run() {
        while (true) {
          try {
            super.run();
            ioHandler().prepareToDestroy();
            return;
          } catch (Error goesOn) {
            // The connection that caused it is closed, and logged if there was memory for that.
          }
        }
      }
    };
  }
}
