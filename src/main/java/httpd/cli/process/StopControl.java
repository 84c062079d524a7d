package httpd.cli.process;

/** Tells the command when to stop, and when to reopen its files. */
public interface StopControl {

  /** Waits for the request to stop. */
  void await() throws InterruptedException;

  /** Runs an action at the request to stop, now if it has come; the action must not wait. */
  default void onStop(Runnable action) {}

  /** Runs an action on every hang-up signal from now on; the action must not wait. */
  default void onHangUp(Runnable action) {}
}
