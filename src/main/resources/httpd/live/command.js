/** A command to paste into a shell. */
class Command {
  /** A shell changes nothing in single quotes; with -g curl does not expand brackets. */
  static curl(address) {
    const { origin, href } = address;
    const hasBrackets = /[[\]{}]/.test(href.slice(origin.length));
    return `curl ${hasBrackets ? "-gN" : "-N"} ${Command.quoted(href)}`;
  }

  static quoted(word) {
    return `'${word.replaceAll("'", "'\\''")}'`;
  }
}
