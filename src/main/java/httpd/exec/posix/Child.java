package httpd.exec.posix;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process that leads a session of its own, and our ends of its pipes, which are non-blocking. The
 * JDK starts it (and closes every other descriptor in it), but the pipes are ours: the JDK closes
 * its own when the process exits, although its children may still write to them.
 *
 * @param group the process and its descendants
 * @param input the write end of its standard input
 * @param output the read end of its standard output: a pipe, or the master of a terminal
 * @param errors the read end of its standard error
 */
public record Child(Process process, ProcessGroup group, int input, int output, int errors) {

  /**
   * Starts a process; returns when it runs, after some milliseconds.
   *
   * @param directory in which it runs; null for that of this process
   */
  public static Child start(
      List<String> arguments,
      boolean terminal,
      @Nullable Path directory,
      Consumer<Map<String, String>> environment)
      throws IOException {
    try (var scope = new DescriptorScope()) {
      int[] input = scope.pipe();
      int[] output = terminal ? new int[] {scope.terminal()} : scope.pipe();
      int[] errors = scope.pipe();
      var all = terminal ? withTerminal(Libc.terminalName(output[0]), arguments) : arguments;
      var builder =
          new ProcessBuilder(Session.leading(all))
              .redirectInput(file(input[0]))
              .redirectOutput(terminal ? Redirect.DISCARD : Redirect.to(file(output[1])))
              .redirectError(file(errors[1]));
      if (directory != null) {
        builder.directory(directory.toFile());
      }
      environment.accept(builder.environment());
      for (int end : new int[] {input[1], output[0], errors[0]}) {
        Libc.setNonBlocking(end);
      }
      var process = builder.start();
      scope.keep(input[1], output[0], errors[0]);
      return new Child(process, new ProcessGroup(process), input[1], output[0], errors[0]);
    }
  }

  /** The leader of a session owns the first terminal that it opens, as this shell does. */
  private static List<String> withTerminal(String path, List<String> arguments) {
    var all = new ArrayList<>(List.of("/bin/sh", "-c", "exec >\"$0\" && exec \"$@\"", path));
    all.addAll(arguments);
    return all;
  }

  /** The name by which the JDK opens a descriptor. */
  private static File file(int descriptor) {
    return new File("/dev/fd/" + descriptor);
  }
}
