package httpd.script;

import java.io.IOException;
import java.nio.file.Path;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaFileObject;

/** The source of a sibling without a byte order mark, which javac would take for a character. */
final class SiblingSource extends ForwardingJavaFileObject<JavaFileObject> {

  private final Path path;
  private final Dependencies dependencies;
  private final SiblingLog log;

  /** A file that was found in {@code directory}, whose links the compiler has followed. */
  SiblingSource(JavaFileObject file, Path directory, Dependencies dependencies, SiblingLog log) {
    super(file);
    path = directory.resolve(Path.of(file.toUri()).getFileName());
    this.dependencies = dependencies;
    this.log = log;
  }

  /** The absolute path by which it was found, links included: later it may be another file. */
  Path path() {
    return path;
  }

  /** Unwraps a file for the file manager that found it, which takes only its own. */
  static FileObject found(FileObject file) {
    return file instanceof SiblingSource sibling ? sibling.fileObject : file;
  }

  @Override
  public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
    var text = SourceText.withoutMark(super.getCharContent(ignoreEncodingErrors));
    dependencies.read(path);
    log.read(path, text);
    return text;
  }

  @Override
  public String toString() {
    return fileObject.toString();
  }
}
