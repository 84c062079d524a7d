package httpd.cli.target;

import httpd.line.LineSource;

/** A live target that opens a source for each client, so that {@code shared+} makes sense. */
interface ShareableTarget extends LiveTarget {

  LineSource openShared();
}
