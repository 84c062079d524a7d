package httpd.script;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaFileObject;

/** The source of a sibling without a byte order mark, which javac would take for a character. */
final class SiblingSource extends ForwardingJavaFileObject<JavaFileObject> {

  private final SiblingLog log;

  SiblingSource(JavaFileObject file, SiblingLog log) {
    super(file);
    this.log = log;
  }

  /** The absolute path of a file; empty for the handler file: the compiler is given its text. */
  static Optional<Path> pathOf(JavaFileObject source) {
    var uri = source.toUri();
    return "file".equals(uri.getScheme())
        ? Optional.of(Path.of(uri).toAbsolutePath().normalize())
        : Optional.empty();
  }

  /** Unwraps a file for the file manager that found it, which takes only its own. */
  static FileObject found(FileObject file) {
    return file instanceof SiblingSource sibling ? sibling.fileObject : file;
  }

  @Override
  public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
    var text = SourceText.withoutMark(super.getCharContent(ignoreEncodingErrors));
    pathOf(this).ifPresent(path -> log.read(path, text));
    return text;
  }

  @Override
  public String toString() {
    return fileObject.toString();
  }
}
