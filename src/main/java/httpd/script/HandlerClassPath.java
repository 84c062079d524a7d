package httpd.script;

import httpd.Handler;
import java.nio.file.Path;
import java.util.List;

/**
 * The classes that handler files of this process may use besides those of the program, from {@code
 * --class-path}.
 *
 * @param entries jars and directories, for the compiler
 * @param loader loads the classes of the entries and of the program
 */
public record HandlerClassPath(List<Path> entries, ClassLoader loader) {

  private static volatile HandlerClassPath ofTheProcess = programOnly();

  public static HandlerClassPath programOnly() {
    return new HandlerClassPath(List.of(), Handler.class.getClassLoader());
  }

  static HandlerClassPath ofTheProcess() {
    return ofTheProcess;
  }

  public void useForTheProcess() {
    ofTheProcess = this;
  }
}
