// The examples of the client's own page, against the server at BASE. Prints the name of each that
// worked.
import { deepEqual, equal, rejects } from "node:assert/strict";
import { DurableStream, IdempotentProducer, stream } from "@durable-streams/client";

const BASE = process.env.BASE + "/v1/stream/";
const text = bytes => new TextDecoder().decode(bytes);
const quiet = { warnOnHttp: false };

// Ends when the stream has delivered as many items.
const collect = (response, count) =>
  new Promise((done, failed) => {
    const items = [];
    response.subscribeJson(batch => {
      items.push(...batch.items);
      if (items.length >= count) {
        response.cancel();
        done({ items, offset: batch.offset });
      }
    });
    response.closed.catch(failed);
  });

const examples = {
  async "create, append, read"() {
    const url = BASE + "text";
    const handle = await DurableStream.create({
      ...quiet, url, contentType: "text/plain", ttlSeconds: 3600,
    });
    await handle.append("one ", { seq: "writer-1-000001" });
    await handle.append("two", { seq: "writer-1-000002" });
    const response = await stream({ ...quiet, url, live: false });
    equal(await response.text(), "one two");
    equal(response.upToDate, true);
    await rejects(handle.append("late", { seq: "writer-1-000001" }), { status: 409 });
  },

  async "JSON, live by default, resumed from a saved offset"() {
    const url = BASE + "json";
    const handle = await DurableStream.create({ ...quiet, url, contentType: "application/json" });
    const appended = (async () => {
      for (let number = 0; number < 20; number++) {
        await handle.append(JSON.stringify({ number }));
      }
    })();
    const first = await collect(await stream({ ...quiet, url }), 10);
    await appended;
    const second = await collect(
      await stream({ ...quiet, url, offset: first.offset }), 20 - first.items.length);
    deepEqual([...first.items, ...second.items].map(item => item.number), [...Array(20).keys()]);
  },

  async "a batch of JSON values"() {
    const url = BASE + "batch";
    await DurableStream.create({ ...quiet, url, contentType: "application/json" });
    await fetch(url, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: `[1, [2, 3], {"4": 5}]`,
    });
    const response = await stream({ ...quiet, url, live: false });
    deepEqual(await response.json(), [1, [2, 3], { 4: 5 }]);
  },

  async "each live mode"() {
    for (const live of [true, "long-poll", "sse"]) {
      const url = BASE + "live-" + live;
      const handle = await DurableStream.create({ ...quiet, url, contentType: "application/json" });
      const read = collect(await stream({ ...quiet, url, live }), 3);
      for (const word of ["a", "b", "c"]) {
        await handle.append(JSON.stringify(word));
      }
      deepEqual((await read).items, ["a", "b", "c"]);
    }
  },

  async "bytes by events, in base64"() {
    const url = BASE + "bytes";
    const handle = await DurableStream.create({
      ...quiet, url, contentType: "application/octet-stream",
    });
    await handle.append(new Uint8Array([0, 1, 254, 255]));
    const response = await handle.stream({ live: "sse" });
    deepEqual([...(await response.body())], [0, 1, 254, 255]);
  },

  async "only what is new"() {
    const url = BASE + "new";
    const handle = await DurableStream.create({ ...quiet, url, contentType: "text/plain" });
    await handle.append("old");
    const { offset } = await handle.head();
    const response = await handle.stream({ offset });
    const read = new Promise(done =>
      response.subscribeBytes(chunk => chunk.data.length > 0 && done(text(chunk.data))));
    await handle.append("new");
    equal(await read, "new");
    response.cancel();
  },

  async "an idempotent producer"() {
    const url = BASE + "producer";
    const handle = await DurableStream.create({ ...quiet, url, contentType: "application/json" });
    const errors = [];
    const onError = error => errors.push(error);
    const producer = new IdempotentProducer(handle, "p", {
      autoClaim: true, maxBatchBytes: 200, onError,
    });
    for (let number = 0; number < 500; number++) {
      producer.append(JSON.stringify({ number }));
    }
    await producer.flush();
    deepEqual(errors, []);
    const response = await stream({ ...quiet, url, live: false });
    deepEqual((await response.json()).map(item => item.number), [...Array(500).keys()]);

    const successor = new IdempotentProducer(handle, "p", { epoch: 1, onError });
    successor.append(JSON.stringify({ number: 500 }));
    await successor.flush();
    deepEqual(errors, []);
    producer.append(JSON.stringify({ number: 501 }));
    await producer.flush();
    await producer.close();
    const last = await stream({ ...quiet, url, live: false });
    deepEqual((await last.json()).slice(500).map(item => item.number), [500, 501]);
  },

  async "an end for live readers"() {
    const url = BASE + "end";
    const handle = await DurableStream.create({ ...quiet, url, contentType: "text/plain" });
    const read = Promise.all(["long-poll", "sse"].map(async live => {
      const response = await stream({ ...quiet, url, live });
      let all = "";
      for await (const chunk of response.textStream()) all += chunk;
      return [all, response.streamClosed];
    }));
    await handle.append("last words");
    await handle.close();
    deepEqual(await read, [["last words", true], ["last words", true]]);
    await rejects(handle.append("more"));
  },

  async "a stream that is deleted, and one that was never there"() {
    const url = BASE + "deleted";
    const handle = await DurableStream.create({ ...quiet, url, contentType: "text/plain" });
    await rejects(
      DurableStream.create({ ...quiet, url, contentType: "application/json" }), { status: 409 });
    await handle.delete();
    deepEqual(await handle.head(), { exists: false });
    await rejects(stream({ ...quiet, url, live: false }), { status: 404 });
  },
};

await Promise.all(
  Object.entries(examples).map(async ([name, example]) => {
    try {
      await example();
      console.log(name);
    } catch (failure) {
      console.log(name, "FAILED", failure);
      process.exitCode = 1;
    }
  }),
);
