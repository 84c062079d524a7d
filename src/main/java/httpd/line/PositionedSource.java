package httpd.line;

/** A source that knows where it stands, so that whoever leaves can go on from there later. */
public interface PositionedSource extends LineSource {

  /**
   * The position of the line polled last, or where the source begins if none was. Opaque: letters,
   * digits and {@code -}, at most 64 of them. To be asked by the owner, on the thread that polls.
   */
  String position();
}
