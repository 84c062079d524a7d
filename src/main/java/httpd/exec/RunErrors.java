package httpd.exec;

import httpd.exec.posix.Child;
import httpd.exec.posix.PollLoop;
import httpd.line.LineQueue;
import java.util.function.Consumer;

/** The standard error of one run. Called on the thread of the pipes, except {@link #close}. */
sealed interface RunErrors {

  void start();

  /** Reads on, since there is room for more. */
  void readOn();

  /** Takes what is left, closes the pipe, and then gives the last lines on the same thread. */
  void finish(Consumer<String> whenFinished);

  /** Takes what is left for the client, which is waiting for nothing else, and then runs a task. */
  void finishShown(Runnable whenFinished);

  /** Closes the pipe; on any thread. */
  void close();

  /** For the log, whose thread reads it: a log that is not read holds up no stream. */
  final class Logged implements RunErrors {

    private final PollLoop loop;
    private final PollLoop pipes;
    private final StderrReader reader;

    Logged(PollLoop loop, PollLoop pipes, Child child, String tag) {
      this.loop = loop;
      this.pipes = pipes;
      this.reader = new StderrReader(loop, child.errors(), tag + " #" + child.process().pid());
    }

    @Override
    public void start() {
      loop.execute(reader::start);
    }

    @Override
    public void readOn() {}

    @Override
    public void finish(Consumer<String> whenFinished) {
      loop.execute(() -> {
        var lastWords = reader.finish();
        pipes.execute(() -> whenFinished.accept(lastWords));
      });
    }

    @Override
    public void finishShown(Runnable whenFinished) {
      whenFinished.run();
    }

    @Override
    public void close() {
      loop.execute(reader::finish);
    }
  }

  /** For the client, among the lines of the output; its lines have an ending of their own. */
  final class Shown implements RunErrors {

    private final PollLoop pipes;
    private final OutputReader reader;

    Shown(PollLoop pipes, int descriptor, LineQueue queue, OutputReader.Listener ofOutput) {
      this.pipes = pipes;
      var listener =
          new OutputReader.Listener() {
            @Override
            public void lineCame() {
              ofOutput.lineCame();
            }

            @Override
            public void outputEnded() {}

            @Override
            public void roomAgain() {
              ofOutput.roomAgain();
            }
          };
      this.reader =
          new OutputReader(
              pipes, descriptor, queue, listener, own -> own.wholeLines(CommandSource.OF_ERRORS));
    }

    @Override
    public void start() {
      reader.start();
    }

    @Override
    public void readOn() {
      reader.readOn();
    }

    @Override
    public void finish(Consumer<String> whenFinished) {
      reader.finish(() -> whenFinished.accept(""));
    }

    @Override
    public void finishShown(Runnable whenFinished) {
      reader.finish(whenFinished);
    }

    @Override
    public void close() {
      pipes.execute(reader::close);
    }
  }
}
