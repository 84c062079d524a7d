package httpd.cli.option;

/** Whether responses are compressed. */
enum CompressChoice {
  ON,
  OFF
}
