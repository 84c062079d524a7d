/** Each element is a chunk of its own, verbatim: commas and line feeds are yours to write. */
List<String> handle() {
  return List.of("ready", ", steady", ", go!\n");
}
