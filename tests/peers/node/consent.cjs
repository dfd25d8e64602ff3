// A person lets an app in, by the official Node SDK: it finds the consent page by
// discovery, exchanges the code, and believes the id_token only with its signature.

const { XeroClient } = require("xero-node");
const { run } = require("./run.cjs");

async function tell({ clientId, clientSecret, tenant }) {
  const xero = new XeroClient({
    clientId,
    clientSecret,
    redirectUris: ["http://localhost:8069/xero/oauth/callback"],
    scopes: ["openid", "profile", "email", "offline_access", "accounting.contacts"],
    state: "state-1",
  });
  const page = new URL(await xero.buildConsentUrl());
  const tokens = await xero.apiCallback(await allow(page, tenant));
  const tenants = (await xero.updateTenants(false)).map((row) => row.tenantId);
  const { access_token: access, refresh_token: refresh } = tokens;
  const claims = tokens.claims();
  await xero.revokeToken();
  return { page: page.pathname, claims, tenants, access, refresh };
}

// What the person does: tick the organisation and press Allow.
async function allow(page, tenant) {
  const form = new URLSearchParams(page.search);
  form.set("tenant", tenant);
  form.set("decision", "allow");
  const address = page.origin + page.pathname;
  const answer = await fetch(address, { method: "POST", body: form, redirect: "manual" });
  return answer.headers.get("location");
}

run(tell);
