package httpd.recording;

import httpd.sse.EventEncoder.Form;

/** What the records of a run are, and so how they are shown. */
public enum RecordForm {
  /** Lines of text, for each client as it asks for them. */
  LINES,
  /** The same, where a record may be an event. */
  LINES_OR_EVENTS,
  /** Events, for every client. */
  EVENTS,
  /** Bytes of some type, for every client. */
  BYTES;

  Form form() {
    return switch (this) {
      case LINES, BYTES -> Form.DATA;
      case LINES_OR_EVENTS -> Form.EITHER;
      case EVENTS -> Form.EVENT;
    };
  }

  Records records() {
    return switch (this) {
      case LINES, BYTES -> Records.PIECES;
      case LINES_OR_EVENTS -> Records.LINES_OR_EVENTS;
      case EVENTS -> Records.events();
    };
  }
}
