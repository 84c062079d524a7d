package httpd.script;

import java.io.IOException;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaFileObject;

/** The source of a sibling without a byte order mark, which javac would take for a character. */
final class SiblingSource extends ForwardingJavaFileObject<JavaFileObject> {

  SiblingSource(JavaFileObject file) {
    super(file);
  }

  /** Unwraps a file for the file manager that found it, which takes only its own. */
  static FileObject found(FileObject file) {
    return file instanceof SiblingSource sibling ? sibling.fileObject : file;
  }

  @Override
  public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
    return SourceText.withoutMark(super.getCharContent(ignoreEncodingErrors));
  }

  @Override
  public String toString() {
    return fileObject.toString();
  }
}
