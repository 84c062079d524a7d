package httpd.line;

/** A source that always knows its position. */
public interface PositionedSource extends LineSource {

  @Override
  String position();
}
