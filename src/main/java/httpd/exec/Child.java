package httpd.exec;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/**
 * A command that has been started, and our ends of its pipes, which do not wait. The JDK starts it
 * (and closes every other descriptor in it), but the pipes are ours: the JDK's own close when the
 * command exits, though something that it has started may still have to say.
 *
 * @param input where its standard input is written to
 * @param output where its standard output is read from: a pipe, or a terminal's master
 * @param errors where its standard error is read from
 */
record Child(Process process, int input, int output, int errors) {

  /** Starts a command; waits until it runs, which takes milliseconds. */
  static Child start(Command command, CommandEnvironment environment) throws IOException {
    try (var ends = new DescriptorScope()) {
      int[] input = ends.pipe();
      int[] errors = ends.pipe();
      int output;
      List<String> arguments;
      Redirect target;
      if (command.terminal()) {
        output = ends.terminal();
        arguments = command.withTerminal(Libc.terminalName(output));
        target = Redirect.DISCARD;
      } else {
        int[] pipe = ends.pipe();
        output = pipe[0];
        arguments = command.arguments();
        target = Redirect.to(file(pipe[1]));
      }
      var builder =
          new ProcessBuilder(Session.leading(environment.command(arguments)))
              .redirectInput(file(input[0]))
              .redirectOutput(target)
              .redirectError(file(errors[1]));
      environment.applyTo(builder.environment());
      for (int end : new int[] {input[1], output, errors[0]}) {
        Libc.setNonBlocking(end);
      }
      var process = builder.start();
      ends.keep(input[1], output, errors[0]);
      return new Child(process, input[1], output, errors[0]);
    }
  }

  /** How the JDK can be told of a descriptor. */
  private static File file(int descriptor) {
    return new File("/dev/fd/" + descriptor);
  }
}
