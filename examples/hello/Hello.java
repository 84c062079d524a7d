/** The smallest handler: the string is sent in one write, with its length. */
String handle() {
  return "Hello, World!\n";
}
