package httpd.cli.once;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.ResponseScope;
import httpd.cli.error.ExitCode;
import httpd.cli.output.Console;
import httpd.cli.process.StopControl;
import httpd.line.blocking.CloseTasks;
import httpd.server.answer.ErrorResponses;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers one request to standard output, without a server.
 *
 * <pre>
 *               handler returns            body ends
 *   HANDLING ───────────────────► PRINTING ──────────► DONE: the exit code is that of the status
 *      │                             │ │ the body fails
 *      │ INT, TERM                   │ └──────────────► DONE: failed
 *      └───────────► GONE ◄──────────┘ INT, TERM, or what reads the output has gone
 *                     │
 *                     ├─ the handler is interrupted, the body is closed: as for a client that goes
 *                     └─ failed at the latest after {@link #PATIENCE}: a handler that computes
 *                        notices neither
 * </pre>
 *
 * <p>The handler and the printing are on a thread, {@code httpd-get}, that the process does not
 * wait for. {@link #leave} is for any thread; one lock orders it before or after each step. For one
 * call of {@link #print}.
 */
public final class OneAnswer {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Handler handler;
  private final Console console;
  private final BodyPrinter printer;
  private final CloseTasks closeTasks = new CloseTasks();
  private final CompletableFuture<ExitCode> done = new CompletableFuture<>();

  // Guarded by this.
  private @Nullable Thread handling;
  private @Nullable Response printing;
  private boolean gone;

  /** {@code watch} runs a task when what reads the output has gone. */
  public OneAnswer(Handler handler, Console console, OutputWatch watch) {
    this.handler = handler;
    this.console = console;
    this.printer = new BodyPrinter(console.log(), () -> watch.whenGone(this::leave));
  }

  /** Prints the body of the response; returns the class of its status as an exit code. */
  public ExitCode print(Request request, StopControl control) throws InterruptedException {
    var stop = Thread.ofPlatform().daemon().name("httpd-get-stop").start(() -> await(control));
    var work = closeTasks.carry(() -> answerTo(request));
    Thread.ofPlatform().daemon().name("httpd-get").start(work);
    try {
      var code = done.join();
      closeTasks.await(PATIENCE);
      return code;
    } finally {
      stop.interrupt();
      stop.join();
    }
  }

  private void answerTo(Request request) {
    var code = ExitCode.FAILED;
    try {
      code = answer(request);
    } finally {
      done.complete(code);
    }
  }

  private void await(StopControl control) {
    try {
      control.await();
      closeTasks.carry(this::leave).run();
    } catch (InterruptedException answered) {
      return; // There is nothing left to stop.
    }
  }

  private ExitCode answer(Request request) {
    var scope = new ResponseScope();
    try {
      var response = response(scope, request);
      return begin(response) ? print(request, response) : ExitCode.FAILED;
    } finally {
      scope.end();
    }
  }

  private Response response(ResponseScope scope, Request request) {
    enter(Thread.currentThread());
    try {
      return scope.call(handler, request);
    } catch (Throwable thrown) {
      return hasLeft() ? Response.status(500) : ErrorResponses.of(thrown, request);
    } finally {
      enter(null);
    }
  }

  /** Names the thread that is in the handler; a leave interrupts that one, and no other code. */
  private synchronized void enter(@Nullable Thread thread) {
    handling = thread;
    if (thread == null) {
      boolean _ = Thread.interrupted();
    } else if (gone) {
      thread.interrupt();
    }
  }

  private synchronized boolean begin(Response response) {
    if (gone) {
      response.close();
    }
    printing = response;
    return !gone;
  }

  private ExitCode print(Request request, Response response) {
    try {
      boolean hasBody = !request.method().equals("HEAD") && mayHaveBody(response.status());
      if (hasBody) {
        printer.print(response.body(), console.outTerminal());
      }
      tell(request, response);
      return code(response.status());
    } catch (BodyPrinter.CutException e) {
      if (!hasLeft()) {
        ErrorResponses.log(request, "the response is cut", e.reason());
      }
    } catch (IOException e) {
      leave(); // What reads the output has gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      response.close();
    }
    return ExitCode.FAILED;
  }

  private static boolean mayHaveBody(int status) {
    return status >= 200 && status != 204 && status != 304;
  }

  /** Names the status of a response that is not a success, since standard output has the body. */
  private void tell(Request request, Response response) {
    if (response.status() < 200 || response.status() > 299) {
      var location = response.headers().get("Location");
      console.note(
          request
              + " answered "
              + ErrorResponses.status(response.status())
              + (location == null ? "" : ", Location: " + location));
    }
  }

  private static ExitCode code(int status) {
    return switch (status / 100) {
      case 2, 3 -> ExitCode.STOPPED;
      case 4 -> ExitCode.CLIENT_ERROR;
      case 5 -> ExitCode.SERVER_ERROR;
      default -> ExitCode.FAILED;
    };
  }

  private synchronized boolean hasLeft() {
    return gone;
  }

  /** Ends the answer as a client does that goes. */
  void leave() {
    Response open;
    synchronized (this) {
      if (gone) {
        return;
      }
      gone = true;
      done.completeOnTimeout(ExitCode.FAILED, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      open = printing;
      if (handling != null) {
        handling.interrupt();
      }
    }
    if (open != null) {
      open.close();
    }
  }
}
