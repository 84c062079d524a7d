package httpd.cli.option;

import picocli.CommandLine.TypeConversionException;

/** A converter of an option does not take a value: what it takes, and the remedy. */
final class InvalidValueException extends TypeConversionException {

  private static final long serialVersionUID = 1L;

  private final String hint;

  InvalidValueException(String what, String hint) {
    super(what);
    this.hint = hint;
  }

  String hint() {
    return hint;
  }
}
