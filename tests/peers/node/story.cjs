// The story of story.py, told with the official Node SDK as its README tells it.

const { Invoice, LineAmountTypes, XeroClient } = require("xero-node");
const { run } = require("./run.cjs");

async function tell({ clientId, clientSecret, tokens, contact: wanted, lines }) {
  const xero = new XeroClient({
    clientId,
    clientSecret,
    redirectUris: ["http://localhost:8069/xero/oauth/callback"],
    scopes: tokens.scope.split(" "),
  });
  await xero.initialize();
  xero.setTokenSet(tokens);
  const refreshed = await xero.refreshToken();
  const [{ tenantId, tenantName }] = await xero.updateTenants(false);
  const books = xero.accountingApi;

  const contacts = { contacts: [{ name: wanted.name, emailAddress: wanted.email }] };
  const contact = (await books.createContacts(tenantId, contacts)).body.contacts[0];

  const create = async (number) => {
    const invoices = { invoices: [document(contact, number, lines)] };
    return (await books.createInvoices(tenantId, invoices)).body.invoices[0];
  };
  const read = async ({ invoiceID }) =>
    (await books.getInvoice(tenantId, invoiceID)).body.invoices[0];

  const created = await create("PEER-1");
  const paid = await read(created);
  const payment = (
    await books.createPayment(tenantId, {
      invoice: { invoiceID: created.invoiceID },
      account: { code: "090" },
      date: "2026-11-20",
      amount: paid.amountDue,
    })
  ).body.payments[0];

  const other = await create("PEER-2");
  const change = { invoices: [{ status: Invoice.StatusEnum.VOIDED }] };
  await books.updateInvoice(tenantId, other.invoiceID, change);

  return {
    tokens: refreshed,
    tenant: { id: tenantId, name: tenantName },
    contact: { id: contact.contactID, name: contact.name },
    invoice: told(paid),
    payment: { id: payment.paymentID, amount: payment.amount },
    settled: told(await read(created)),
    voided: told(await read(other)),
    refusal: await refusal(() => create("PEER-1")),
  };
}

function document({ contactID }, invoiceNumber, lines) {
  return {
    type: Invoice.TypeEnum.ACCREC,
    contact: { contactID },
    invoiceNumber,
    date: "2026-11-02",
    dueDate: "2026-12-02",
    lineAmountTypes: LineAmountTypes.Exclusive,
    status: Invoice.StatusEnum.AUTHORISED,
    lineItems: lines.map(({ description, quantity, price, account }) => ({
      description,
      quantity,
      unitAmount: price,
      accountCode: account,
    })),
  };
}

function told(invoice) {
  return {
    id: invoice.invoiceID,
    number: invoice.invoiceNumber,
    date: new Date(invoice.date).toISOString().slice(0, 10),
    status: String(invoice.status),
    total: invoice.total,
    due: invoice.amountDue,
    lines: invoice.lineItems.map((line) => line.lineAmount),
  };
}

async function refusal(call) {
  try {
    await call();
  } catch (thrown) {
    const { statusCode, body } = JSON.parse(thrown).response;
    const { Message } = body.Elements[0].ValidationErrors[0];
    return { status: statusCode, message: Message };
  }
  return null;
}

run(tell);
