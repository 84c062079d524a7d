package httpd.script;

import httpd.Handler;
import java.nio.file.Path;
import java.util.List;

/** The classes of {@code --class-path}, for the compiler and as a loader. */
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
