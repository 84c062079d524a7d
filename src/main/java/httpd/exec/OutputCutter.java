package httpd.exec;

import httpd.line.Line;
import httpd.line.split.LineSplitter;
import httpd.line.split.PauseSplitter;
import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts output into what a queue takes. Everything is called on the thread of the pipes. */
interface OutputCutter {

  void cut(byte[] bytes, int offset, int length);

  /** Notes that the output is read again after it was held back. */
  default void readOn() {}

  /** No more bytes come. */
  default void end() {}

  /** Lines, and pieces where the command pauses. */
  record Lines(PauseSplitter splitter) implements OutputCutter {

    @Override
    public void cut(byte[] bytes, int offset, int length) {
      splitter.split(bytes, offset, length);
    }

    @Override
    public void readOn() {
      splitter.readOn();
    }

    @Override
    public void end() {
      splitter.end();
    }
  }

  /**
   * Lines that all end: what is longer than the limit, or has no end, is made a line. So no line of
   * another output can come within one.
   */
  record WholeLines(LineSplitter splitter, Line.Ending ending, Consumer<Line> sink)
      implements OutputCutter {

    @Override
    public void cut(byte[] bytes, int offset, int length) {
      splitter.split(bytes, offset, length, this::give);
    }

    @Override
    public void end() {
      splitter.end(this::give);
    }

    private void give(Line line) {
      sink.accept(new Line(line.content(), ending));
    }
  }

  /** What was read at once, whatever it is. */
  record Bytes(Consumer<Line> sink) implements OutputCutter {

    @Override
    public void cut(byte[] bytes, int offset, int length) {
      if (length > 0) {
        sink.accept(new Line(Arrays.copyOfRange(bytes, offset, offset + length), Line.Ending.NONE));
      }
    }
  }
}
