package httpd.matrix;

/** The content coding that a client of the matrix accepts. */
enum MatrixCoding {
  IDENTITY("identity"),
  GZIP("gzip");

  private final String label;

  MatrixCoding(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }
}
