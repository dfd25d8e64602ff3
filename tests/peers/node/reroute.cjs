// Sends what is meant for Xero's hosts to the sandbox ($XERO_URL). Loaded before the
// SDK, which stays as Xero publishes it: its addresses are constants in its source.

const http = require("node:http");
const https = require("node:https");

const XERO = /^(api|identity|login)\.xero\.com$/;
const sandbox = new URL(process.env.XERO_URL);

https.request = (...words) => {
  const callback = typeof words.at(-1) === "function" ? words.pop() : undefined;
  const [where, more] = words;
  const options =
    typeof where === "object" && !(where instanceof URL)
      ? where
      : { ...urlOptions(new URL(where)), ...more };
  const host = options.hostname ?? options.host;
  if (!XERO.test(host)) {
    throw new Error(`Only Xero may be called from here, not ${host}.`);
  }
  const there = { protocol: "http:", hostname: sandbox.hostname, port: sandbox.port };
  const plain = { host: undefined, agent: undefined, defaultPort: undefined };
  return http.request({ ...options, ...plain, ...there }, callback);
};

function urlOptions(url) {
  return { hostname: url.hostname, path: url.pathname + url.search };
}
