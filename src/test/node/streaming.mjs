// Streaming clients of language models and of MCP servers, through the proxy at BASE, by HTTP/2 if
// that is https. The upstream, which CONTROL reaches directly, sends a token when the one before it
// has been seen. Prints the name of each example that worked, and how long the upstream took to
// learn of a cancellation.
import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { createMCPClient } from "@ai-sdk/mcp";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { connect } from "node:http2";
import { Readable } from "node:stream";
import OpenAI from "openai";

const BASE = process.env.BASE;
const CONTROL = process.env.CONTROL;
const WORDS = ["tokens ", "come ", "one ", "by ", "one"];

// Node's own fetch speaks HTTP/1.1. All requests share a connection, which has any certificate.
const session = BASE.startsWith("https:") && connect(BASE, { rejectUnauthorized: false });
const fetchHttp2 = (input, init = {}) => new Promise((done, fail) => {
  const { method = "GET", signal } = init;
  const { pathname, search } = new URL(input);
  const fields = Object.fromEntries(new Headers(init.headers));
  const stream = session.request({ ...fields, ":method": method, ":path": pathname + search });
  const abort = () => stream.destroy(signal.reason);
  signal?.addEventListener("abort", abort);
  stream.on("close", () => signal?.removeEventListener("abort", abort));
  stream.on("error", fail);
  stream.on("response", (head) => {
    const names = Object.keys(head).filter((name) => !name.startsWith(":"));
    const headers = new Headers(names.map((name) => [name, String(head[name])]));
    const status = head[":status"];
    const body = [204, 304].includes(status) ? null : Readable.toWeb(stream);
    done(new Response(body, { status, headers }));
  });
  stream.end(init.body);
});
const fetchProxy = session ? fetchHttp2 : fetch;

const control = async (path) => {
  const answer = await fetch(CONTROL + path, { method: "POST" });
  equal(answer.status, 200, path);
};

// Runs what cancels, and waits until the upstream has learned of it.
const freed = async (what, cancel) => {
  const start = performance.now();
  await cancel();
  await control("/freed/" + what);
  return performance.now() - start;
};

// Reads the words of a stream, and has each next one sent.
const read = async (parts, word) => {
  const words = [];
  for await (const part of parts) {
    const text = word(part);
    if (text) {
      words.push(text);
      await control("/next");
    }
  }
  return words;
};

const openai = new OpenAI({
  apiKey: "none", baseURL: BASE + "/v1", maxRetries: 0, fetch: fetchProxy,
});
const chat = (content) => openai.chat.completions.create({
  model: "scripted", messages: [{ role: "user", content }], stream: true,
});

const compatible = createOpenAICompatible({
  name: "scripted", baseURL: BASE + "/v1", fetch: fetchProxy,
})("scripted");
const doStream = (text, abortSignal) => compatible.doStream({
  prompt: [{ role: "user", content: [{ type: "text", text }] }], abortSignal,
});

const sdkClient = async () => {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(new StreamableHTTPClientTransport(new URL(BASE + "/mcp"), {
    fetch: fetchProxy,
  }));
  return client;
};

const aiClient = () => createMCPClient({
  transport: { type: "http", url: BASE + "/mcp", fetch: fetchProxy },
});
const aiCall = async (client, name, abortSignal) =>
  (await client.tools())[name].execute({}, { toolCallId: "1", messages: [], abortSignal });

const examples = {
  async "openai: a token is there before the next is sent"() {
    deepEqual(await read(await chat("words"), (part) => part.choices[0]?.delta.content), WORDS);
  },

  async "openai: a cancelled answer frees the upstream"() {
    const answer = await chat("endless");
    equal((await answer[Symbol.asyncIterator]().next()).value.choices[0].delta.content, WORDS[0]);
    return freed("answer", () => answer.controller.abort());
  },

  async "openai: an answer that breaks off is an error"() {
    const answer = await chat("broken");
    await rejects(read(answer, (part) => part.choices[0]?.delta.content));
  },

  async "openai-compatible: a token is there before the next is sent"() {
    const { stream } = await doStream("words");
    deepEqual(await read(stream, (part) => part.type === "text-delta" && part.delta), WORDS);
  },

  async "openai-compatible: a cancelled answer frees the upstream"() {
    const abort = new AbortController();
    const { stream } = await doStream("endless", abort.signal);
    const parts = stream[Symbol.asyncIterator]();
    for (let part = {}; part.type !== "text-delta"; part = (await parts.next()).value);
    return freed("answer", () => abort.abort());
  },

  async "MCP SDK: answers as JSON and as events, with progress at once"() {
    const client = await sdkClient();
    const call = async (name, options) => (await client.callTool({ name }, undefined, options)).content;
    deepEqual(await call("json"), [{ type: "text", text: "as JSON" }]);
    const seen = [];
    const next = ({ message }) => { seen.push(message); control("/next"); };
    deepEqual(await call("words", { onprogress: next }), [{ type: "text", text: WORDS.join("") }]);
    deepEqual(seen, WORDS);
    await client.transport.terminateSession();
    await client.close();
  },

  async "MCP SDK: what the server sends by itself comes at once"() {
    const client = await sdkClient();
    const notified = new Promise((done) => { client.fallbackNotificationHandler = done; });
    await control("/listening");
    await control("/notify");
    equal((await notified).method, "notifications/test");
    return freed("listener", () => client.close());
  },

  async "MCP SDK: a closed client frees the call"() {
    const client = await sdkClient();
    await new Promise((onprogress) => {
      client.callTool({ name: "endless" }, undefined, { onprogress }).catch(() => {});
    });
    return freed("answer", () => client.close());
  },

  async "MCP SDK: a call that the upstream breaks off goes on, sent once"() {
    const client = await sdkClient();
    const errors = [];
    client.onerror = (error) => errors.push(String(error));
    const { content } = await client.callTool({ name: "broken" });
    match(content[0].text, /^resumed, sent 1 times$/);
    deepEqual(errors, []);
    await client.close();
  },

  async "AI SDK's MCP client: answers as JSON and as events"() {
    const client = await aiClient();
    deepEqual((await aiCall(client, "json")).content, [{ type: "text", text: "as JSON" }]);
    const words = aiCall(client, "slow");
    await control("/next");
    deepEqual((await words).content, [{ type: "text", text: "slowly" }]);
    await client.close();
  },

  async "AI SDK's MCP client: a cancelled call frees the upstream"() {
    const client = await aiClient();
    const abort = new AbortController();
    const call = aiCall(client, "slow", abort.signal);
    call.catch(() => {});
    await control("/called");
    const took = await freed("answer", () => abort.abort());
    await rejects(call);
    await client.close();
    return took;
  },

  async "AI SDK's MCP client: a call that the upstream breaks off goes on, sent once"() {
    const client = await aiClient();
    match((await aiCall(client, "broken")).content[0].text, /^resumed, sent 1 times$/);
    await client.close();
  },
};

for (const [name, example] of Object.entries(examples)) {
  await control("/begin");
  const millis = await example();
  console.log(millis === undefined ? name : name + "\t" + millis.toFixed(1));
}
process.exit(0);
