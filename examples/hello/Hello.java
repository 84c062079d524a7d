/** The smallest handler: a string that is all there is sent in one write, with its length. */
String handle() {
  return "Hello, World!\n";
}
