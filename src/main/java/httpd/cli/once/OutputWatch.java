package httpd.cli.once;

/** Watches for the end of what reads standard output. */
public interface OutputWatch {

  /** Watches nothing: a write will fail. */
  OutputWatch NONE = task -> {};

  /** Runs a task once, on any thread, when it has gone; never if that cannot be seen. */
  void whenGone(Runnable task);
}
