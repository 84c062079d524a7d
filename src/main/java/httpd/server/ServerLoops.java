package httpd.server;

import httpd.line.blocking.CloseTasks;
import httpd.line.log.ServerLog;
import httpd.net.EventLoops;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of a server. Their threads, and all that these start, are threads of the server:
 * bodies are closed on them, and a stop waits for those.
 */
final class ServerLoops {

  private static final System.Logger LOG = ServerLog.ofOperator();
  private static final Duration MOMENT = Duration.ofMillis(500);
  private static final Duration END = Duration.ofSeconds(2);

  private final CloseTasks closeTasks = new CloseTasks();
  private final EventLoopGroup group;

  ServerLoops(ServerConfig config) {
    group = new EventLoops(config.eventLoops(), new LoopThreads(), config.transport().ioHandlers());
  }

  EventLoopGroup group() {
    return group;
  }

  /** Whether the caller runs on a thread of the server. */
  boolean carryThisThread() {
    return closeTasks.carriesThisThread();
  }

  /** Completes when every event loop has run a task, and a virtual thread has run. */
  CompletableFuture<Void> probe() {
    var answers = new ArrayList<CompletableFuture<Void>>();
    for (var loop : group) {
      answers.add(CompletableFuture.runAsync(() -> {}, loop));
    }
    answers.add(CompletableFuture.runAsync(() -> {}, Thread::startVirtualThread));
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
  }

  /**
   * Waits until the bodies of all streams are closed, for this time at most. A body whose close has
   * just begun gets a moment, also if a stop is to take no time.
   */
  void awaitBodies(Duration drain) {
    try {
      if (!closeTasks.await(drain.compareTo(MOMENT) < 0 ? MOMENT : drain)) {
        LOG.log(System.Logger.Level.WARNING, "stopped, but a body is still being closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void end() {
    group.shutdownGracefully(0, END.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }

  /** Marks the event loops, and so all threads that they start, as threads of this server. */
  private final class LoopThreads extends DefaultThreadFactory {

    LoopThreads() {
      super("httpd-loop");
    }

    @Override
    protected Thread newThread(Runnable loop, String name) {
      return super.newThread(closeTasks.carry(loop), name);
    }
  }
}
