/** What a reader can paste into a shell. */
class Command {
  /** In single quotes a shell changes nothing; curl would take brackets for several addresses. */
  static curl(address) {
    const { origin, href } = address;
    const hasBrackets = /[[\]{}]/.test(href.slice(origin.length));
    return `curl ${hasBrackets ? "-gN" : "-N"} ${Command.quoted(href)}`;
  }

  static quoted(word) {
    return `'${word.replaceAll("'", "'\\''")}'`;
  }
}
