// A page that follows /v1/stream/numbers by the client, from where it was, and notes each number.
import { stream } from "@durable-streams/client";

const seen = [];
let offset;
window.seen = seen;

const follow = async () => {
  const response = await stream({ url: location.origin + "/v1/stream/numbers", offset, warnOnHttp: false });
  document.body.dataset.opened++;
  response.subscribeJson(batch => {
    seen.push(...batch.items);
    offset = batch.offset;
    document.body.dataset.count = seen.length;
  });
  await response.closed;
};

for (;;) {
  // The client itself repeats a request that was not answered; a response that broke off ends here.
  await follow().catch(() => {});
}
